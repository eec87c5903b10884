package dev.berth.edge.pipe;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.route.Hooks;
import java.time.Duration;

/// How long an exchange waits, and for whom.
final class Patience {

    private Patience() {}

    /// Something went forward: the time that may pass until the next thing does begins anew.
    ///
    /// @param begun the final head of the answer was passed on
    /// @param waitsForClient more of the body is to come, and would be taken
    static void renew(Audience client, ClientRequest request, Hooks hooks, boolean begun, boolean waitsForClient) {
        if (!begun && waitsForClient) {
            client.deadlineAt(request.pace().waiting());
        } else {
            request.pace().pause();
            client.deadlineIn(begun ? betweenParts(client) : beforeAnswer(client, hooks));
        }
    }

    private static Duration betweenParts(Audience client) {
        EdgeLimits limits = client.loop().limits();
        return client.takesMore()
                ? limits.upstreams().silence()
                : limits.times().stalled();
    }

    private static Duration beforeAnswer(Audience client, Hooks hooks) {
        Duration own = hooks.answerWithin();
        return own == null ? client.loop().limits().upstreams().answer() : own;
    }
}
