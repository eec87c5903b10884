package dev.berth.controlplane.store;

import java.util.function.Supplier;

/// What an installation decided once and for ever, such as its own id.
public final class SqlSettings {

    private static final String ADD =
            "INSERT INTO setting (name, content) VALUES (:name, :content) ON CONFLICT DO NOTHING";
    private static final String READ = "SELECT content FROM setting WHERE name = :name";

    private final Database database;

    public SqlSettings(Database database) {
        this.database = database;
    }

    /// The setting's content; the first caller's, whoever asks later.
    public String once(String name, Supplier<String> first) {
        return database.inTransaction("read a setting", handle -> {
            handle.createUpdate(ADD)
                    .bind("name", name)
                    .bind("content", first.get())
                    .execute();
            return handle.createQuery(READ)
                    .bind("name", name)
                    .mapTo(String.class)
                    .one();
        });
    }
}
