package dev.berth.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.controlplane.agents.StoreFailure;
import dev.berth.testkit.LostAnswers;
import dev.berth.testkit.ScratchPostgres;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A database that falls silent without breaking a connection, as one does whose machine died.
class SilentPostgresIT {

    @Test
    void keepsNobodyWaitingForEver() throws Exception {
        try (ScratchPostgres server = ScratchPostgres.create();
                LostAnswers way = LostAnswers.to(server.url());
                Database database = Database.postgres(way.url());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(database.answers()).isTrue();

            Future<Integer> waiting = threads.submit(() -> database.inTransaction("ask twice", handle -> {
                handle.execute("SELECT 1");
                way.hold();
                return handle.execute("SELECT 2");
            }));

            try {
                assertThatThrownBy(() -> waiting.get(90, TimeUnit.SECONDS)).hasCauseInstanceOf(StoreFailure.class);
                assertThat(database.answers()).isFalse();
            } finally {
                way.letGo();
            }
        }
    }
}
