package dev.berth.hostd.instances;

/// What a look at an instance found.
///
/// @param passed whether it can take calls
/// @param detail a sentence
record Finding(boolean passed, String detail) {

    private static final int LONGEST_PIECE = 200;

    static Finding passed(String detail) {
        return new Finding(true, detail);
    }

    static Finding failed(String detail) {
        return new Finding(false, detail);
    }

    /// A piece of what an agent said, on one line: `: text`; empty when it said nothing.
    static String piece(String said) {
        String line = said.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        String cut = line.length() <= LONGEST_PIECE ? line : line.substring(0, LONGEST_PIECE) + "...";
        return cut.isEmpty() ? "" : ": " + cut.replaceAll("\\.$", "");
    }
}
