package dev.berth.edge.route;

import dev.berth.edge.http.Fault;
import dev.berth.edge.http.LocalHead;
import dev.berth.edge.http.RequestId;
import java.nio.charset.StandardCharsets;

/// An error as RFC 9457 describes it, told to a client as JSON.
///
/// @param code stable, lower snake case: what a program looks at
/// @param detail one sentence on what is wrong and, where there is one, the remedy
public record Problem(int status, String code, String detail) {

    public static Problem of(Fault fault) {
        return new Problem(fault.status(), fault.code(), fault.detail());
    }

    /// The JSON body.
    public byte[] toJson(RequestId id) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"type\":\"about:blank\",\"title\":");
        quote(LocalHead.reason(status), json);
        json.append(",\"status\":").append(status).append(",\"code\":");
        quote(code, json);
        json.append(",\"detail\":");
        quote(detail, json);
        json.append(",\"request_id\":\"").append(id).append("\"}\n");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
