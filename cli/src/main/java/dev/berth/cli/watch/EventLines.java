package dev.berth.cli.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.output.Colour;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputFormat;
import dev.berth.cli.shell.Printable;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.EventAnswer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Events as lines: time, agent, kind and reason; or as the server's JSON with the agent added.
final class EventLines {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private EventLines() {}

    static String of(Shell shell, OutputFormat format, String agent, EventAnswer event) {
        return switch (format) {
            case TABLE -> line(event, agent, shell.colourfulOut());
            case JSON -> {
                ObjectNode json = event.json().deepCopy();
                yield JsonText.of(shell, json.put("agent", agent));
            }
            case NAME -> Printable.line(event.kind());
        };
    }

    private static String line(EventAnswer event, String agent, boolean colours) {
        return "%s  %s  %-12s  %s"
                .formatted(
                        Colour.QUIET.paint(TIME.format(event.at()), colours),
                        Printable.line(agent),
                        Printable.line(event.kind()),
                        Printable.line(event.reason()));
    }
}
