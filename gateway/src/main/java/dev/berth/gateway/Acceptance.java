package dev.berth.gateway;

import dev.berth.edge.route.Call;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Recorder;
import java.util.function.Function;

/// The step in which a call is taken on, before anything is done for it: the place of the durable journal.
@FunctionalInterface
public interface Acceptance {

    /// Takes on nothing: a call that breaks is for its caller to repeat.
    Acceptance UNRECORDED = (call, route, deliver) -> deliver.apply(Recorder.NONE);

    /// @param deliver resolves, awaits and forwards, with the answer kept by the recorder that it is given
    Decision accept(Call call, AgentRoute route, Function<Recorder, Decision> deliver);
}
