package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.DataSize;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.kit.Durations;

/// Writes how Berth deals with an agent's calls and with its sleep, in the form that [ConductReader] reads.
final class ConductWriter {

    private ConductWriter() {}

    static void write(Conduct conduct, ObjectNode node) {
        CallPolicy calls = conduct.calls();
        node.put("start", Values.word(conduct.start())).put("public", conduct.open());
        node.set("journal", journal(calls.journal()));
        node.put("redelivery", Values.word(calls.redelivery()));
        node.put("order", Values.word(calls.order()));
        node.put("concurrency", calls.concurrency());
        node.put("when_stopped", Values.word(calls.whenStopped()));
        ArrayNode retryOn = node.putArray("retry_on");
        calls.retryOn().stream().sorted().forEach(retryOn::add);
        node.put("waiting_page", calls.waitingPage());
        node.set("idle", idle(conduct.idle()));
        node.put("overlap", conduct.overlap());
    }

    private static ObjectNode journal(JournalTerms terms) {
        ObjectNode node = ApiJson.NODES
                .objectNode()
                .put("mode", Values.word(terms.mode()))
                .put("hold", Durations.format(terms.hold()))
                .put("deadline", Durations.format(terms.deadline()))
                .put("max_attempts", terms.maxAttempts())
                .put("retention", Durations.format(terms.retention()))
                .put("max_body", terms.maxBody().text())
                .put("max_entries", terms.maxEntries())
                .put("max_bytes", terms.maxBytes().text())
                .put("keep_response", terms.keepResponse().text())
                .put("oversize", Values.word(terms.oversize()));
        ArrayNode except = node.putArray("except");
        terms.except().forEach(except::add);
        return node;
    }

    /// Sizes for people: in bytes, and beside that as they were given.
    static void showSizes(JournalTerms terms, ObjectNode journal) {
        showSize(journal, "max_body", terms.maxBody());
        showSize(journal, "max_bytes", terms.maxBytes());
        showSize(journal, "keep_response", terms.keepResponse());
    }

    private static void showSize(ObjectNode journal, String name, DataSize size) {
        journal.put(name, size.bytes()).put(name + "_text", size.text());
    }

    private static ObjectNode idle(IdlePolicy policy) {
        return ApiJson.NODES
                .objectNode()
                .put("freeze_after", policy.freezeAfter().map(Durations::format).orElse(null))
                .put("stop_after", policy.stopAfter().map(Durations::format).orElse(null))
                .put("cpu", policy.cpu());
    }
}
