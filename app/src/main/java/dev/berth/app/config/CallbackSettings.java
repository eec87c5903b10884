package dev.berth.app.config;

import dev.berth.gateway.callback.AllowedDestinations;
import dev.berth.gateway.callback.CallbackTrust;
import dev.berth.kit.Settings;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/// Where callbacks may go, and whose certificates are good there.
///
/// @param authorities beside those that the platform knows
public record CallbackSettings(AllowedDestinations allowed, List<X509Certificate> authorities) {

    public CallbackSettings {
        authorities = List.copyOf(authorities);
    }

    static CallbackSettings from(Settings settings) {
        return new CallbackSettings(
                settings.read(
                        "BERTH_CALLBACK_ALLOW",
                        AllowedDestinations.PUBLIC,
                        "public, none, or host names, addresses and ranges such as 10.0.0.0/8 with commas between them",
                        value -> AllowedDestinations.of(List.of(value.split(",")))),
                settings.read(
                        "BERTH_CALLBACK_CA",
                        List.of(),
                        "a file with certificates in PEM",
                        value -> CallbackTrust.read(Path.of(value))));
    }
}
