package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;

/// What a request target below `/agent` means.
sealed interface AgentTarget {

    /// The first segment of every target that belongs to an agent.
    AsciiSlice ROOT = AsciiSlice.of("/agent/");

    /// @param reference the agent's id or slug, as written
    /// @param prefix what is taken away before the target goes to the agent: `/agent/shop`
    /// @param rest what the agent sees; begins with a slash
    record Inside(String reference, AsciiSlice prefix, AsciiSlice rest) implements AgentTarget {}

    /// The agent itself without a slash behind it; the rest of the target may be a query.
    record Bare(AsciiSlice prefix, AsciiSlice query) implements AgentTarget {}

    /// No agent is named.
    record Nobody() implements AgentTarget {}

    static AgentTarget of(AsciiSlice target) {
        if (!target.startsWith(ROOT)) {
            return new Nobody();
        }
        int slash = target.indexOf('/', ROOT.length());
        int query = target.indexOf('?', ROOT.length());
        if (slash < 0 || (query >= 0 && query < slash)) {
            int end = query < 0 ? target.length() : query;
            return end == ROOT.length() ? new Nobody() : new Bare(target.slice(0, end), target.from(end));
        }
        return slash == ROOT.length()
                ? new Nobody()
                : new Inside(target.slice(ROOT.length(), slash).toString(), target.slice(0, slash), target.from(slash));
    }
}
