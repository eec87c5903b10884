package dev.berth.domain.instance;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.CheckedPage;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.lifecycle.SampleRuns;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Writes and compares docs/state-machines/instance.md.
class InstancePageTest {

    private static List<InstanceState> everyState() {
        Stream<InstanceState> ended = SampleRuns.endReasons().stream().map(SampleRuns::ended);
        return Stream.concat(SampleRuns.liveStates().stream(), ended).toList();
    }

    private static List<Class<?>> stateTypes() {
        return leaves(InstanceState.class).toList();
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(InstancePageTest::leaves)
                : Stream.of(type);
    }

    private static String page(String moves, String steps) {
        return """
            # An instance

            One run of one agent on one host. `InstanceState` says where it is in its life; only its host writes that.
            States move forward only: an instance that ended never runs again, and waking or restarting an agent places
            a new instance with the next generation. This page is made and checked by `InstancePageTest`.

            ## Moves

            The moves of a state are methods of its record, so a move that is not in this table does not compile.

            %s
            ## The host's next step

            `InstanceStep.next` decides what a host does next, from the goal that the control plane wrote and the state
            that the host saw. An instance's goal never returns to RUN. A host that finds the step's deed done already
            (it crashed before it could write that down) takes it for done.

            %s
            How deep to hibernate is in the order: FREEZE keeps the memory, STOP keeps the files.
            """.formatted(moves, steps);
    }

    @Test
    void matchesThePage() throws IOException {
        CheckedPage.compare("docs/state-machines/instance.md", page(moves(), steps()));
    }

    @Test
    void triesEveryState() {
        assertThat(everyState().stream().map(Object::getClass).distinct()).containsExactlyElementsOf(stateTypes());
    }

    @Test
    void offersNoMoveBackAndNoneAfterTheEnd() {
        for (Class<?> state : stateTypes()) {
            for (Method move : movesOf(state)) {
                assertThat(stateTypes().indexOf(move.getReturnType()))
                        .as("%s of %s", move.getName(), state.getSimpleName())
                        .isGreaterThanOrEqualTo(stateTypes().indexOf(state));
            }
        }
        assertThat(movesOf(InstanceState.Ended.class)).isEmpty();
    }

    @Test
    void hibernatesAsDeepAsItIsTold() {
        InstanceState.Running running = SampleRuns.running(InstanceState.Readiness.READY);

        for (Hibernation depth : Hibernation.values()) {
            assertThat(InstanceStep.next(Goal.HIBERNATE, depth, running))
                    .isEqualTo(new InstanceStep.Hibernate(running, depth));
        }
    }

    /// The row of a state is the same whatever its details, or this fails.
    @Test
    void decidesByStateAndGoalAlone() {
        for (InstanceState state : everyState()) {
            List<InstanceState> alike = everyState().stream()
                    .filter(each -> each.getClass().equals(state.getClass()))
                    .toList();
            for (Goal goal : Goal.values()) {
                assertThat(alike.stream().map(each -> step(goal, each)).distinct())
                        .hasSize(1);
            }
        }
    }

    private static String steps() {
        List<List<String>> rows = new ArrayList<>();
        for (Class<?> type : stateTypes()) {
            InstanceState state =
                    everyState().stream().filter(type::isInstance).findFirst().orElseThrow();
            Stream<String> cells = Arrays.stream(Goal.values()).map(goal -> step(goal, state));
            rows.add(Stream.concat(Stream.of(type.getSimpleName()), cells).toList());
        }
        Stream<String> goals = Arrays.stream(Goal.values()).map(Goal::name);
        return CheckedPage.table(Stream.concat(Stream.of("state"), goals).toList(), rows);
    }

    private static String step(Goal goal, InstanceState state) {
        return InstanceStep.next(goal, Hibernation.FREEZE, state).getClass().getSimpleName();
    }

    private static String moves() {
        List<List<String>> rows = stateTypes().stream()
                .flatMap(state -> movesOf(state).stream()
                        .map(move -> List.of(
                                state.getSimpleName(),
                                "`" + move.getName() + "`",
                                move.getReturnType().getSimpleName())))
                .toList();
        return CheckedPage.table(List.of("from", "move", "to"), rows);
    }

    private static List<Method> movesOf(Class<?> state) {
        return Arrays.stream(state.getMethods())
                .filter(method -> InstanceState.class.isAssignableFrom(method.getReturnType()))
                .sorted(comparingInt((Method method) -> stateTypes().indexOf(method.getReturnType()))
                        .thenComparing(Method::getName))
                .toList();
    }
}
