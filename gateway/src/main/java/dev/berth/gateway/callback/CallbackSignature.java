package dev.berth.gateway.callback;

import dev.berth.domain.agent.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Shows the receiver that a callback is Berth's: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`.
final class CallbackSignature {

    static final String HEADER = "Berth-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private CallbackSignature() {}

    /// The header's value.
    ///
    /// @param secret the agent's; its text is the key
    static String of(Secret secret, Instant at, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return "t=%d,v1=%s".formatted(at.getEpochSecond(), HexFormat.of().formatHex(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }
}
