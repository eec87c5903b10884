package dev.berth.app.server;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// Writes the values of a log line as ` key=value`; a value that would be misread stands in quotes, on the one line.
final class LogValues extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder text = new StringBuilder();
        @Nullable List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(each -> text.append(' ').append(each.key).append('=').append(quoted(plain(each.value))));
        }
        return text.toString();
    }

    private static String plain(@Nullable Object value) {
        return value instanceof InetSocketAddress address
                ? NetUtil.toSocketAddressString(address)
                : String.valueOf(value);
    }

    static String quoted(String value) {
        boolean clear = !value.isEmpty()
                && value.codePoints().noneMatch(c -> c <= ' ' || c == '"' || c == '=' || Character.isISOControl(c));
        if (clear) {
            return value;
        }
        StringBuilder text = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> text.append('\\').appendCodePoint(c);
                case '\n' -> text.append("\\n");
                default -> {
                    if (Character.isISOControl(c)) {
                        text.append("\\u%04x".formatted(c));
                    } else {
                        text.appendCodePoint(c);
                    }
                }
            }
        });
        return text.append('"').toString();
    }
}
