package dev.berth.engine;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.ExecId;
import dev.berth.engine.container.ExecOutcome;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The containers of an engine.
///
/// Every operation may be repeated: one that finds its work already done is content. All but `remove`,
/// `inspect` and `list` throw [EngineFailure.NoSuchContainer] for a container that does not exist.
///
/// Terminals and copying files will be further operations here.
public interface Containers {

    /// Makes a container and does not start it. Its image, network and volumes must be there already.
    ///
    /// A name belongs to one container: of parallel calls with one name, one succeeds.
    ///
    /// @throws EngineFailure.NameTaken with the container that has the name
    /// @throws EngineFailure.ImageUnavailable when the image is not present
    /// @throws EngineFailure.MountMissing when a bound folder or a named volume does not exist
    /// @throws EngineFailure.NetworkMissing when the network does not exist
    /// @throws EngineFailure.InvalidSpec when the engine finds fault with the spec itself
    ContainerId create(ContainerSpec spec);

    /// Starts a container that was created or has ended. One that runs is left alone.
    ///
    /// @throws EngineFailure.PortTaken when a published port is held by someone else
    /// @throws EngineFailure.MountMissing when a bound folder has gone
    /// @throws EngineFailure.CommandNotFound when the image has no such program
    /// @throws EngineFailure.WrongState when the container is paused or on its way out
    void start(ContainerId container);

    /// Asks a container to end with its stop signal, and kills it when the grace has run out. Returns when
    /// it has ended. A paused container is stopped too; one that does not run is left alone.
    void stop(ContainerId container, Duration grace);

    /// Sends a signal to the main process. A container that does not run has nothing to signal: no failure.
    ///
    /// @param signal a name such as `SIGHUP`
    void kill(ContainerId container, String signal);

    /// Freezes all processes; memory is kept.
    ///
    /// @throws EngineFailure.WrongState when the container does not run
    void pause(ContainerId container);

    /// Lets a paused container go on. One that runs is left alone.
    ///
    /// @throws EngineFailure.WrongState when the container does not run
    void unpause(ContainerId container);

    /// Gives a container another name, whatever its state; nothing else about it changes.
    ///
    /// @throws EngineFailure.NameTaken with the container that has the name
    void rename(ContainerId container, String name);

    /// Removes a container; one that is not there is fine. Returns when it has gone.
    ///
    /// @throws EngineFailure.WrongState when it runs and the removal is not forced
    void remove(ContainerId container, Removal removal);

    Optional<ContainerView> inspect(ContainerId container);

    /// Finds a container by its exact name.
    Optional<ContainerView> inspect(String name);

    /// All containers that the selector names, whatever their state, in no particular order.
    List<ContainerSummary> list(LabelSelector selector);

    /// What the container wrote. The stream must be closed.
    LogStream logs(ContainerId container, LogQuery query);

    /// One sample of what the container uses.
    ///
    /// @throws EngineFailure.WrongState when the container does not run (a paused one does)
    ContainerStats stats(ContainerId container);

    /// Runs a command in a container and waits for its end, at most as long as the limit; then it is killed, if that
    /// is possible from here.
    ///
    /// @param command the program and its words
    /// @throws EngineFailure.WrongState when the container does not run or is paused
    ExecOutcome exec(ContainerId container, List<String> command, Duration limit) throws InterruptedException;

    /// Whether a command still runs that could not be killed.
    boolean runs(ExecId exec);

    /// How thorough a removal is.
    enum Removal {
        /// Only one that does not run.
        STOPPED,
        /// A running one is killed first.
        FORCED,
        /// A running one is killed first, and its unnamed volumes go with it. Named volumes stay.
        FORCED_WITH_ANONYMOUS_VOLUMES
    }
}
