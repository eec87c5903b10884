package dev.berth.edge.http;

/// Which protocol changes may be asked for through here.
final class Upgrades {

    private Upgrades() {}

    /// Not h2c: it would carry requests past every check that is made here. It is answered in HTTP/1.1 instead.
    static boolean isPassedOn(HeadReader reader) {
        HeaderFields fields = reader.fields();
        if (!fields.has(Known.UPGRADE)) {
            return false;
        }
        int field = fields.find(Known.UPGRADE, 0);
        while (field >= 0) {
            if (Options.contains(
                    reader.bytes(), fields.valueStart(field), fields.valueEnd(field), Words.H2C, 0, Words.H2C.length)) {
                return false;
            }
            field = fields.find(Known.UPGRADE, field + 1);
        }
        return true;
    }
}
