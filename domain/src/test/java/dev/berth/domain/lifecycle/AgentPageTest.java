package dev.berth.domain.lifecycle;

import static dev.berth.domain.lifecycle.SampleRuns.GENERATION;
import static dev.berth.domain.lifecycle.SampleRuns.NOON;
import static dev.berth.domain.lifecycle.SampleRuns.ended;
import static dev.berth.domain.lifecycle.SampleRuns.exited;
import static dev.berth.domain.lifecycle.SampleRuns.run;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.CheckedPage;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.RestartPolicy.Mode;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.agent.Wish.Cause;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Running;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Writes and compares docs/state-machines/agent.md.
class AgentPageTest {

    private static final Wish NONE = Wish.none(NOON);
    private static final Instant LATER = NOON.plusSeconds(3600);

    private static Map<String, Wish> wishes() {
        Map<String, Wish> wishes = new LinkedHashMap<>();
        wishes.put("run", NONE.run("x", NOON));
        wishes.put("restart", NONE.runAfter(GENERATION, "x", NOON));
        wishes.put("pause", NONE.hibernate(Hibernation.FREEZE, Cause.PERSON, "x", NOON));
        wishes.put("sleep", NONE.hibernate(Hibernation.STOP, Cause.SLEEP, "x", NOON));
        wishes.put("stop", NONE.stop(Cause.PERSON, "x", NOON));
        wishes.put("removal", NONE.remove(false, false, NOON));
        return wishes;
    }

    private static Stream<InstanceState> everyState() {
        return Stream.concat(
                SampleRuns.liveStates().stream(),
                SampleRuns.endReasons().stream().map(SampleRuns::ended));
    }

    private static String page(
            String steps, String drains, String trials, String overlaps, String afterEnds, String standings) {
        return """
            # An agent

            What a user named and deployed. Its `Wish` says what is wanted of it; its newest instance, a `Run`, says what
            is. An agent has no state of its own: what to do next and what a user is told both follow from these two.
            This page is made and checked by `AgentPageTest`.

            Columns are wishes: *restart* is a wish to run whose fence covers the instance, *pause* is HIBERNATE by a
            person, *sleep* is HIBERNATE by the idle policy, *removal* is STOP and then nothing left.

            ## The control plane's next step

            `AgentPlanner.next`, with a restart policy that has retries left and whose waiting time is over. `Retire`
            writes the instance's goal, `Yield` writes the agent's wish, `Place` makes the next generation, `Republish` makes it
            on other ports of the host.

            %s
            ## Calls that are open

            An instance that would be retired and has open calls finishes them first: `Draining.of`. Nothing new goes to it
            meanwhile. It is waited for from the time of the wish on for the agent's `drain`, or for *as long* as its
            calls take; not at all when the wish says so (`atOnce`). An empty cell: it is retired at once, or not at all.
            A pause freezes calls with their instance, so none is waited for; an instance that has to end first, for a
            restart or an update, is stopped, and finishes its calls as it would without the pause.

            %s
            ## Instances that a rollout tries

            The wish is RUN with a rollout under way, the instance is newer than its fence. `Settle` ends the rollout, `GoBack`
            puts in force again what was before. What is not in the table is as for every instance.

            %s
            ## Two instances, while an update overlaps

            `Overlap.next`, about the instance beside the one in charge. *Newer, tried*: a rollout under way tries it; the one in
            charge serves, or has ended. *Newer, not tried*: its rollout went back, or a person wanted something else. *Older*:
            it was in charge before. `PlaceBeside` makes the next generation beside the one in charge, `TakeOver` puts the one
            that is tried in charge because the other has ended. While one beside lives, nothing is placed in the place of the
            one in charge. An instance of goal STOP that has not ended is waited for.

            %s
            ## After an end that nobody asked for

            The wish is RUN, the instance's goal was RUN. An instance that was well for ten minutes starts the count afresh.

            %s
            ## What a user is told

            `Standing.of`. Whatever the wish, an agent whose instance lives on a host or an engine that cannot be reached is
            UNREACHABLE.

            %s""".formatted(steps, drains, trials, overlaps, afterEnds, standings);
    }

    @Test
    void matchesThePage() throws IOException {
        String steps = table((wish, latest) -> name(AgentPlanner.next(wish, RestartPolicy.DEFAULT, latest, LATER)));
        String standings =
                table((wish, latest) -> Standing.of(wish, RestartPolicy.DEFAULT, latest, Optional.empty(), LATER)
                        .status()
                        .name());

        CheckedPage.compare(
                "docs/state-machines/agent.md",
                page(steps, drains(), trials(), overlaps(), afterUnaskedEnds(), standings));
    }

    @Test
    void triesEveryEnd() {
        List<Class<?>> all = new ArrayList<>(List.of(EndReason.class.getPermittedSubclasses()));
        all.remove(EndReason.Unasked.class);
        all.addAll(List.of(EndReason.Unasked.class.getPermittedSubclasses()));

        assertThat(SampleRuns.endReasons().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void tellsAlikeWhateverKeptAnInstanceFromRunningButForAPortThatBerthChose() {
        Set<EndReason.NotStarted.Cause> causes = EnumSet.allOf(EndReason.NotStarted.Cause.class);
        causes.remove(EndReason.NotStarted.Cause.CHOSEN_PORT_TAKEN);
        for (EndReason.NotStarted.Cause cause : causes) {
            Optional<Run> latest = Optional.of(run(Goal.RUN, ended(SampleRuns.notStarted(cause))));

            assertThat(AgentPlanner.next(NONE.run("x", NOON), RestartPolicy.DEFAULT, latest, LATER))
                    .isEqualTo(new AgentStep.Rest());
        }
    }

    @Test
    void isUnreachableWithItsHostWhileItLivesAndOnlyThen() {
        for (Wish wish : wishes().values()) {
            for (Goal goal : Goal.values()) {
                everyState().forEach(state -> {
                    Optional<Run> latest = Optional.of(run(goal, state));
                    Standing cut = Standing.of(wish, RestartPolicy.DEFAULT, latest, Optional.of("Cut off."), LATER);
                    Standing fine = Standing.of(wish, RestartPolicy.DEFAULT, latest, Optional.empty(), LATER);

                    Standing expected = state.live() ? new Standing(AgentStatus.UNREACHABLE, "Cut off.") : fine;
                    assertThat(cut).isEqualTo(expected);
                });
            }
        }
    }

    @Test
    void alwaysSaysWhyInASentence() {
        Wish run = NONE.run("It was started.", NOON);
        for (Goal goal : Goal.values()) {
            everyState()
                    .map(state -> Standing.of(
                            run, RestartPolicy.DEFAULT, Optional.of(run(goal, state)), Optional.empty(), NOON))
                    .forEach(standing -> assertThat(standing.reason()).matches("[A-Z].*\\."));
        }
    }

    private static Wish rolling(long after) {
        Rollout rollout = new Rollout(
                Rollout.Phase.UNDER_WAY,
                Revision.FIRST,
                Revision.FIRST.next(),
                new Agent.Profile("x", "", "", Map.of(), "{}"),
                Duration.ofSeconds(100),
                "",
                after);
        return NONE.run("x", NOON).rolling(rollout, "x");
    }

    private static String trials() {
        Wish wish = rolling(0);
        List<List<String>> rows = everyState()
                .map(state -> {
                    Run run = run(Goal.RUN, state);
                    return List.of(
                            name(state),
                            trial(wish, run, NOON),
                            trial(wish, run, LATER),
                            trial(wish, SampleRuns.readySince(run, NOON), NOON));
                })
                .toList();
        return CheckedPage.table(
                List.of("instance", "was not ready, in time", "was not ready, too late", "was ready"), rows);
    }

    private static String trial(Wish wish, Run run, Instant now) {
        return name(AgentPlanner.next(wish, RestartPolicy.DEFAULT, Optional.of(run), now));
    }

    private static String overlaps() {
        Run serves = SampleRuns.numbered(GENERATION - 1, Goal.RUN, SampleRuns.running(InstanceState.Readiness.READY));
        Run over = SampleRuns.numbered(GENERATION - 1, Goal.RUN, ended(SampleRuns.exited(1)));
        Run newer = SampleRuns.numbered(GENERATION + 1, Goal.RUN, SampleRuns.running(InstanceState.Readiness.READY));
        Wish tries = rolling(GENERATION - 1);
        List<List<String>> rows = Stream.concat(
                        Stream.of(Optional.<InstanceState>empty()), everyState().map(Optional::of))
                .map(state -> {
                    Optional<Run> beside = state.map(each -> run(Goal.RUN, each));
                    return List.of(
                            state.map(AgentPageTest::name).orElse("none"),
                            overlap(tries, serves, beside, NOON),
                            overlap(tries, serves, beside, LATER),
                            overlap(tries, over, beside, NOON),
                            overlap(NONE.run("x", NOON), serves, beside, NOON),
                            overlap(NONE.run("x", NOON), newer, beside, NOON));
                })
                .toList();
        return CheckedPage.table(
                List.of(
                        "beside",
                        "newer, tried, in time",
                        "newer, tried, too late",
                        "newer, tried, the other ended",
                        "newer, not tried",
                        "older"),
                rows);
    }

    private static String overlap(Wish wish, Run inCharge, Optional<Run> beside, Instant now) {
        return name(Overlap.next(wish, inCharge, beside, now));
    }

    /// Only states in which anything is waited for.
    private static String drains() {
        List<List<String>> rows = new ArrayList<>();
        for (InstanceState state : SampleRuns.liveStates()) {
            for (Goal goal : Goal.values()) {
                List<String> row =
                        row(List.of(name(state), goal.name()), AgentPageTest::drain, Optional.of(run(goal, state)));
                if (row.stream().skip(2).anyMatch(cell -> !cell.isEmpty())) {
                    rows.add(row);
                }
            }
        }
        Stream<String> head = Stream.concat(Stream.of("newest instance", "its goal"), wishes().keySet().stream());
        return CheckedPage.table(head.toList(), rows);
    }

    private static String drain(Wish wish, Optional<Run> latest) {
        return Draining.of(wish, RestartPolicy.DEFAULT, Duration.ofSeconds(30), latest, 1, NOON)
                .map(draining -> draining.until().isPresent() ? "drain" : "as long")
                .orElse("");
    }

    /// One row for each state and goal, goals with the same cells in one row.
    private static String table(BiFunction<Wish, Optional<Run>, String> cell) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(List.of("no instance yet", ""), cell, Optional.empty()));
        everyState().forEach(state -> {
            Map<List<String>, List<Goal>> goals = new LinkedHashMap<>();
            for (Goal goal : Goal.values()) {
                goals.computeIfAbsent(row(List.of(), cell, Optional.of(run(goal, state))), _ -> new ArrayList<>())
                        .add(goal);
            }
            goals.forEach((cells, same) -> rows.add(Stream.concat(Stream.of(name(state), names(same)), cells.stream())
                    .toList()));
        });
        Stream<String> head = Stream.concat(Stream.of("newest instance", "its goal"), wishes().keySet().stream());
        return CheckedPage.table(head.toList(), rows);
    }

    private static List<String> row(
            List<String> head, BiFunction<Wish, Optional<Run>, String> cell, Optional<Run> latest) {
        Stream<String> cells = wishes().values().stream().map(wish -> cell.apply(wish, latest));
        return Stream.concat(head.stream(), cells).toList();
    }

    private static String names(List<Goal> goals) {
        return goals.size() == Goal.values().length
                ? "any"
                : goals.stream().map(Goal::name).collect(joining(", "));
    }

    private static String afterUnaskedEnds() {
        List<EndReason> ends = List.of(
                exited(0),
                exited(1),
                new EndReason.Exited(137, true, List.of()),
                new EndReason.Unhealthy("GET /health answered 503."),
                new EndReason.WentDown(),
                new EndReason.StoppedAtEngine(),
                new EndReason.RemovedAtEngine(),
                SampleRuns.notStarted(EndReason.NotStarted.Cause.PORT_TAKEN),
                SampleRuns.notStarted(EndReason.NotStarted.Cause.CHOSEN_PORT_TAKEN));
        List<List<String>> rows = new ArrayList<>();
        for (EndReason end : ends) {
            List<String> row = new ArrayList<>(List.of(name(ended(end))));
            for (Mode mode : Mode.values()) {
                row.add(afterEnd(end, mode, 0, NOON));
                row.add(afterEnd(end, mode, 0, LATER));
                row.add(afterEnd(end, mode, 3, LATER));
            }
            rows.add(row);
        }
        List<String> head = new ArrayList<>(List.of("end"));
        for (Mode mode : Mode.values()) {
            head.addAll(List.of(mode + ", at once", mode + ", after the wait", mode + ", retries used up"));
        }
        return CheckedPage.table(head, rows);
    }

    private static String afterEnd(EndReason end, Mode mode, int attempt, Instant now) {
        RestartPolicy policy = new RestartPolicy(mode, 3, Duration.ofSeconds(1), Duration.ofMinutes(1));
        Optional<Run> latest = Optional.of(run(Goal.RUN, ended(end), attempt));
        return name(AgentPlanner.next(NONE.run("x", NOON), policy, latest, now));
    }

    private static String name(InstanceState state) {
        return switch (state) {
            case Running running -> "Running, " + running.readiness();
            case Ended ended -> "Ended: " + name(ended.reason());
            case InstanceState.Placed _, InstanceState.Prepared _ ->
                state.getClass().getSimpleName();
        };
    }

    private static String name(EndReason reason) {
        return switch (reason) {
            case EndReason.Exited exited when exited.outOfMemory() -> "Exited, out of memory";
            case EndReason.Exited exited -> exited.exitCode() == 0 ? "Exited with 0" : "Exited, not with 0";
            case EndReason.NotStarted notStarted ->
                notStarted.cause() == EndReason.NotStarted.Cause.CHOSEN_PORT_TAKEN
                        ? "NotStarted, chosen port taken"
                        : "NotStarted";
            case EndReason.Hibernated hibernated -> "Hibernated, " + hibernated.depth();
            case EndReason.Stopped _,
                    EndReason.Unhealthy _,
                    EndReason.WentDown _,
                    EndReason.StoppedAtEngine _,
                    EndReason.RemovedAtEngine _ -> reason.getClass().getSimpleName();
        };
    }

    private static String name(AgentStep step) {
        return switch (step) {
            case AgentStep.Retire retire -> "Retire " + retire.goal();
            case AgentStep.Republish _ -> "Republish";
            case AgentStep.Yield _,
                    AgentStep.Place _,
                    AgentStep.PlaceBeside _,
                    AgentStep.TakeOver _,
                    AgentStep.WaitUntil _,
                    AgentStep.Discard _,
                    AgentStep.Settle _,
                    AgentStep.GoBack _,
                    AgentStep.Rest _ -> step.getClass().getSimpleName();
        };
    }
}
