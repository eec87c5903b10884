package dev.berth.engine.docker;

/// A version of the Docker Engine API.
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

    /// Docker 20.10.
    static final ApiVersion OLDEST = new ApiVersion(1, 41);
    /// The newest that the adapter was tried with (Docker 26.1); newer engines are asked to speak it.
    static final ApiVersion NEWEST = new ApiVersion(1, 45);

    static ApiVersion parse(String text) {
        String[] parts = text.split("\\.", 2);
        return new ApiVersion(Integer.parseInt(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
    }

    /// What to speak with an engine that knows all versions between these two.
    static ApiVersion between(ApiVersion engineOldest, ApiVersion engineNewest) {
        ApiVersion wanted = engineNewest.compareTo(NEWEST) < 0 ? engineNewest : NEWEST;
        return wanted.compareTo(engineOldest) < 0 ? engineOldest : wanted;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major == other.major ? Integer.compare(minor, other.minor) : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
