package dev.berth.domain.agent;

/// How Berth deals with an agent's calls and with its sleep. A change is in force at once, whatever runs.
///
/// @param open whether calls need no credential (`public` in the API)
/// @param overlap whether at an update the new instance gets ready while the old one still takes calls
public record Conduct(StartPolicy start, boolean open, CallPolicy calls, IdlePolicy idle, boolean overlap) {

    public static final Conduct DEFAULT =
            new Conduct(StartPolicy.ON_DEPLOY, false, CallPolicy.DEFAULT, IdlePolicy.OFF, false);

    public Conduct with(CallPolicy changed) {
        return new Conduct(start, open, changed, idle, overlap);
    }

    public Conduct with(StartPolicy changed) {
        return new Conduct(changed, open, calls, idle, overlap);
    }

    public Conduct with(IdlePolicy changed) {
        return new Conduct(start, open, calls, changed, overlap);
    }

    public Conduct open(boolean changed) {
        return new Conduct(start, changed, calls, idle, overlap);
    }

    public Conduct overlap(boolean changed) {
        return new Conduct(start, open, calls, idle, changed);
    }
}
