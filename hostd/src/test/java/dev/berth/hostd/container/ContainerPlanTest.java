package dev.berth.hostd.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerView;
import dev.berth.hostd.container.ContainerPlan.Adoption;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerPlanTest {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final ContainerState CREATED = new ContainerState.Created("");
    private static final ContainerState RUNNING = new ContainerState.Running(TIME);
    private static final ContainerState PAUSED = new ContainerState.Paused(TIME);
    private static final ContainerState EXITED = new ContainerState.Exited(0, false, "", TIME, TIME);
    private static final ContainerState DEAD = new ContainerState.Dead("");

    private final Orders agent = Orders.of("hello");

    private static ContainerView container(int number, InstanceOrder madeFor, ContainerState state) {
        return new ContainerView(
                new ContainerId("%064x".formatted(number)),
                ContainerRecipe.name(madeFor),
                Orders.IMAGE,
                "sha256:0",
                ContainerLabels.of(madeFor, "test"),
                state,
                Map.of(),
                List.of(),
                List.of(),
                TIME.plusSeconds(number));
    }

    private static ContainerPlan between(InstanceOrder order, List<ContainerView> seen) {
        return ContainerPlan.between(order, seen, Optional.empty());
    }

    @Test
    void makesOneWhenThereIsNone() {
        ContainerPlan plan = between(agent.run(1), List.of());

        assertThat(plan.adopted()).isEmpty();
        assertThat(plan.superseded()).isEmpty();
    }

    @Test
    void keepsOneOfAnotherRevisionThatSaidTheSame() {
        ContainerView kept = container(1, agent.revision(1).run(1), EXITED);

        assertThat(between(agent.revision(1).again(3).run(7), List.of(kept)).superseded())
                .isEmpty();
        assertThat(between(agent.revision(3).run(7), List.of(kept)).superseded())
                .containsExactly(kept);
    }

    @Test
    void keepsOneOfTheSameRevisionWhateverGenerationItWasMadeFor() {
        ContainerView kept = container(1, agent.run(1), EXITED);

        ContainerPlan plan = between(agent.run(7), List.of(kept));

        assertThat(plan.adopted()).contains(new Adoption(kept.id(), false));
        assertThat(plan.superseded()).isEmpty();
    }

    @Test
    void replacesOneOfAnotherRevision() {
        ContainerView old = container(1, agent.run(1), RUNNING);

        ContainerPlan plan = between(agent.revision(2).run(2), List.of(old));

        assertThat(plan.adopted()).isEmpty();
        assertThat(plan.superseded()).containsExactly(old);
    }

    @Test
    void replacesOneThatPublishesOtherPorts() {
        ContainerView old = container(1, agent.publishing(80, 9000).run(1), EXITED);

        ContainerPlan plan = between(agent.publishing(80, 9001).run(2), List.of(old));

        assertThat(plan.adopted()).isEmpty();
        assertThat(plan.superseded()).containsExactly(old);
    }

    @Test
    void replacesOneThatToldTheAgentAnotherName() {
        ContainerView old = container(1, named("before", agent.run(1)), EXITED);

        ContainerPlan plan = between(named("after", agent.run(2)), List.of(old));

        assertThat(plan.adopted()).isEmpty();
        assertThat(plan.superseded()).containsExactly(old);
    }

    @Test
    void keepsTheMemoryOfAFrozenOneThatKnowsAnotherName() {
        ContainerView frozen = container(1, named("before", agent.run(1)), PAUSED);

        assertThat(between(named("after", agent.run(2)), List.of(frozen)).adopted())
                .contains(new Adoption(frozen.id(), false));
    }

    @Test
    void letsAFrozenOneGoOnThatSomebodyUnpaused() {
        ContainerView unpaused = container(1, named("before", agent.run(1)), RUNNING);
        InstanceOrder next = named("after", agent.run(2));

        assertThat(ContainerPlan.between(next, List.of(unpaused), Optional.of(TIME.plusSeconds(1)))
                        .adopted())
                .contains(new Adoption(unpaused.id(), false));
        assertThat(ContainerPlan.between(agent.run(2), List.of(container(1, agent.run(1), RUNNING)), Optional.of(TIME))
                        .adopted())
                .as("it was started anew since")
                .contains(new Adoption(unpaused.id(), true));
    }

    private static InstanceOrder named(String name, InstanceOrder order) {
        return new InstanceOrder(
                order.id(),
                order.slug(),
                order.goal(),
                order.depth(),
                order.revision(),
                order.spec(),
                Map.of("AGENT_NAME", name),
                order.hostPorts(),
                false);
    }

    @Test
    void firstEndsTheRunOfAnEarlierInstance() {
        ContainerView running = container(1, agent.run(1), RUNNING);

        assertThat(between(agent.run(2), List.of(running)).adopted()).contains(new Adoption(running.id(), true));
    }

    @Test
    void letsOneRunThatWasMadeForThisVeryInstance() {
        ContainerView running = container(1, agent.run(2), RUNNING);

        assertThat(between(agent.run(2), List.of(running)).adopted()).contains(new Adoption(running.id(), false));
    }

    @Test
    void keepsAFrozenOneFrozenUntilItIsStarted() {
        ContainerView frozen = container(1, agent.run(1), PAUSED);

        assertThat(between(agent.run(2), List.of(frozen)).adopted()).contains(new Adoption(frozen.id(), false));
    }

    @Test
    void removesOneThatIsBeyondUse() {
        ContainerView dead = container(1, agent.run(1), DEAD);

        ContainerPlan plan = between(agent.run(2), List.of(dead));

        assertThat(plan.adopted()).isEmpty();
        assertThat(plan.superseded()).containsExactly(dead);
    }

    @Test
    void ofSeveralKeepsTheOneThatRanLastAndRemovesTheOthers() {
        ContainerView neverRan = container(3, agent.run(1), CREATED);
        ContainerView ran = container(1, agent.run(1), EXITED);
        ContainerView ranLater = container(2, agent.run(1), EXITED);

        ContainerPlan plan = between(agent.run(2), List.of(neverRan, ran, ranLater));

        assertThat(plan.adopted()).contains(new Adoption(ranLater.id(), false));
        assertThat(plan.superseded()).containsExactly(neverRan, ran);
    }

    @Test
    void aLabelThatWasLostIsNoFit() {
        ContainerView made = container(1, agent.run(1), EXITED);
        Map<String, String> labels = new HashMap<>(made.labels());
        labels.remove(ContainerLabels.REVISION);
        ContainerView stripped = new ContainerView(
                made.id(),
                made.name(),
                made.image(),
                made.imageId(),
                labels,
                made.state(),
                Map.of(),
                List.of(),
                List.of(),
                TIME);

        assertThat(between(agent.run(2), List.of(stripped)).adopted()).isEmpty();
    }
}
