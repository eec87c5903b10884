package dev.berth.protocol.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.Reach;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.HostReport;

/// The names under which the cases of the domain's choices are written. The domain itself knows no JSON.
final class Mixins {

    private Mixins() {}

    abstract static class OneText {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        OneText(String value) {}

        @JsonValue
        abstract String value();
    }

    abstract static class OneNumber {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        OneNumber(int number) {}

        @JsonValue
        abstract int number();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "placed", value = InstanceState.Placed.class),
        @JsonSubTypes.Type(name = "prepared", value = InstanceState.Prepared.class),
        @JsonSubTypes.Type(name = "running", value = InstanceState.Running.class),
        @JsonSubTypes.Type(name = "ended", value = InstanceState.Ended.class)
    })
    interface States {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "stopped", value = EndReason.Stopped.class),
        @JsonSubTypes.Type(name = "hibernated", value = EndReason.Hibernated.class),
        @JsonSubTypes.Type(name = "not_started", value = EndReason.NotStarted.class),
        @JsonSubTypes.Type(name = "exited", value = EndReason.Exited.class),
        @JsonSubTypes.Type(name = "unhealthy", value = EndReason.Unhealthy.class),
        @JsonSubTypes.Type(name = "went_down", value = EndReason.WentDown.class),
        @JsonSubTypes.Type(name = "stopped_at_engine", value = EndReason.StoppedAtEngine.class),
        @JsonSubTypes.Type(name = "removed_at_engine", value = EndReason.RemovedAtEngine.class)
    })
    interface Ends {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "at", value = Reach.At.class),
        @JsonSubTypes.Type(name = "nowhere", value = Reach.Nowhere.class)
    })
    interface Reaches {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "instance", value = AssignedAgent.Instance.class),
        @JsonSubTypes.Type(name = "overlap", value = AssignedAgent.Overlap.class),
        @JsonSubTypes.Type(name = "discard", value = AssignedAgent.Discard.class)
    })
    interface Assigned {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "complete", value = Assignment.Complete.class),
        @JsonSubTypes.Type(name = "change", value = Assignment.Change.class)
    })
    interface Assignments {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "observation", value = HostReport.Observation.class),
        @JsonSubTypes.Type(name = "discarded", value = HostReport.Discarded.class),
        @JsonSubTypes.Type(name = "started_at_engine", value = HostReport.StartedAtEngine.class),
        @JsonSubTypes.Type(name = "health", value = HostReport.Health.class),
        @JsonSubTypes.Type(name = "cpu_use", value = HostReport.CpuUse.class),
        @JsonSubTypes.Type(name = "engine_health", value = HostReport.EngineHealth.class)
    })
    interface Reports {}
}
