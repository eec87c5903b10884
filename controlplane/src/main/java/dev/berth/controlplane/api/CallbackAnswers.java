package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.journal.callbacks.Callback;
import dev.berth.journal.callbacks.CallbackState.Delivered;
import dev.berth.journal.callbacks.CallbackState.Due;
import dev.berth.journal.callbacks.CallbackState.GivenUp;
import dev.berth.journal.callbacks.CallbackState.Waiting;
import dev.berth.protocol.api.ApiJson;
import java.net.URI;

/// Writes callbacks as the API shows them: without path and query of their addresses, which may be secret.
final class CallbackAnswers {

    private CallbackAnswers() {}

    static ObjectNode json(Callback callback) {
        URI url = URI.create(callback.url());
        ObjectNode node = ApiJson.NODES.objectNode();
        node.put("to", url.getScheme() + "://" + url.getRawAuthority());
        node.put("attempts", callback.state().attempts());
        node.putNull("next_at").putNull("ended_at").putNull("reason");
        return switch (callback.state()) {
            case Waiting _ -> node.put("status", "waiting");
            case Due due ->
                node.put("status", "due")
                        .put("next_at", ApiJson.time(due.next()))
                        .put("reason", due.failure().orElse(null));
            case Delivered delivered -> node.put("status", "delivered").put("ended_at", ApiJson.time(delivered.at()));
            case GivenUp up ->
                node.put("status", "given_up")
                        .put("ended_at", ApiJson.time(up.at()))
                        .put("reason", up.reason());
        };
    }
}
