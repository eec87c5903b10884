package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.route.Outcome;
import org.junit.jupiter.api.Test;

class CallCountsTest {

    private static final AgentId AGENT = new AgentId("0123456789abcdef0123456789abcdef");
    private static final InstanceId OLD = new InstanceId(AGENT, 3);
    private static final InstanceId NEW = new InstanceId(AGENT, 4);

    private final CallCounts counts = new CallCounts(100);

    private Watched call() {
        assertThat(counts.enter(AGENT)).isTrue();
        return new Watched(AGENT, counts, CallLog.NONE);
    }

    private static void end(Watched call) {
        call.finished(Outcome.ANSWERED, 0, 0);
    }

    private int at(InstanceId instance) {
        return counts.of(AGENT).at(instance);
    }

    @Test
    void tellsTheCallsOfAnOlderInstanceFromThoseOfTheNewest() {
        Watched slow = call();
        slow.broughtTo(OLD);
        Watched first = call();
        first.broughtTo(NEW);
        Watched second = call();
        second.broughtTo(NEW);

        assertThat(at(OLD)).isEqualTo(1);

        end(first);
        assertThat(at(OLD)).isEqualTo(1);
        end(slow);
        assertThat(at(OLD)).isZero();
        assertThat(counts.of(AGENT).atWork()).isEqualTo(1);
        end(second);
        assertThat(counts.of(AGENT).all()).isZero();
    }

    @Test
    void countsACallThatIsOnItsWayAsOneThatTheOlderInstanceMayGet() {
        call();
        Watched other = call();
        other.broughtTo(NEW);

        assertThat(at(OLD)).isEqualTo(1);
    }

    @Test
    void countsACallThatIsBroughtToAnotherInstanceOnlyThere() {
        Watched other = call();
        other.broughtTo(NEW);
        Watched moved = call();
        moved.broughtTo(OLD);
        assertThat(at(OLD)).isEqualTo(1);

        moved.broughtTo(NEW);
        moved.broughtTo(NEW);

        assertThat(at(OLD)).isZero();
        end(moved);
        assertThat(at(OLD)).isZero();
        assertThat(counts.of(AGENT).atNewest()).isEqualTo(1);
    }

    @Test
    void countsNoCallThatIsHeld() {
        Watched held = call();
        held.broughtTo(NEW);
        Watched slow = call();
        slow.broughtTo(OLD);

        held.held();

        assertThat(at(OLD)).isEqualTo(1);
        assertThat(counts.of(AGENT).atNewest()).isZero();
        held.letGo();
        assertThat(at(OLD)).isEqualTo(2);
        held.broughtTo(NEW);
        assertThat(at(OLD)).isEqualTo(1);
    }
}
