package dev.berth.controlplane.agents;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.agents.AgentQuery.LabelMatch;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.link.HostReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindAgentsTest {

    @TempDir
    Path folder;

    private Installation berth;

    @BeforeEach
    void open() throws IOException {
        berth = Installation.in(folder);
    }

    @AfterEach
    void close() {
        berth.close();
    }

    private AgentId deploy(String slug, String name, AgentKind kind, Map<String, String> labels) {
        berth.clock.advance(Duration.ofSeconds(1));
        return accepted(berth.deploy.deploy(new NewAgent(
                        new Slug(slug),
                        new Agent.Profile(name, "", "", labels, "{}"),
                        kind,
                        "admin",
                        Conduct.DEFAULT.with(StartPolicy.MANUAL),
                        Optional.empty(),
                        SampleAgents.spec())))
                .agent()
                .id();
    }

    private List<AgentId> deploySeveral(int count) {
        List<AgentId> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(deploy("agent-" + i, "Agent " + i, AgentKind.SERVICE, Map.of()));
        }
        return all;
    }

    private static List<AgentId> ids(FindAgents.Page page) {
        return page.items().stream().map(view -> view.record().agent().id()).toList();
    }

    private List<String> slugs(AgentQuery query) {
        return berth.find.list(query, Optional.empty(), 100).items().stream()
                .map(view -> view.record().agent().slug().value())
                .toList();
    }

    @Test
    void findsByIdInEveryFormAndBySlug() {
        AgentId id = deploy("one", "One", AgentKind.SERVICE, Map.of());
        String dashed = id.value().replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-");

        assertThat(List.of(id.value(), dashed, id.value().toUpperCase(Locale.ROOT), "one"))
                .allSatisfy(reference -> assertThat(accepted(berth.find.byReference(reference))
                                .record()
                                .agent()
                                .id())
                        .isEqualTo(id));
        assertThat(berth.find.byReference("two")).isEqualTo(Decision.refused(new Refusal.AgentUnknown("two")));
        assertThat(berth.find.byReference("No Slug!"))
                .isEqualTo(Decision.refused(new Refusal.AgentUnknown("No Slug!")));
        assertThat(berth.find.byReference("One")).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void findsByTheBeginningOfAnIdWhenOnlyOneBeginsSo() {
        accepted(berth.writes.add(
                () -> Decision.accepted(SampleAgents.adding(SampleAgents.agent(0xab, "one"), SampleAgents.spec()))));
        accepted(berth.writes.add(
                () -> Decision.accepted(SampleAgents.adding(SampleAgents.agent(0xcd, "two"), SampleAgents.spec()))));
        AgentId random = deploy("three", "Three", AgentKind.SERVICE, Map.of());

        assertThat(accepted(berth.find.byPrefix(random.value().substring(0, 8)))
                        .record()
                        .agent()
                        .id())
                .isEqualTo(random);
        assertThat(berth.find.byPrefix(random.value().substring(0, 8).toUpperCase(Locale.ROOT)))
                .isInstanceOf(Decision.Accepted.class);
        assertThat(berth.find.byPrefix("000000")).isEqualTo(Decision.refused(new Refusal.ReferenceAmbiguous("000000")));
        assertThat(berth.find.byPrefix(random.value().substring(0, 5))).isInstanceOf(Decision.Refused.class);
        assertThat(berth.find.byPrefix("one")).isInstanceOf(Decision.Accepted.class);
        assertThat(berth.find.byReference(random.value().substring(0, 8))).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void listsInTheOrderOfCreationPageByPage() {
        List<AgentId> all = deploySeveral(7);

        FindAgents.Page first = berth.find.list(AgentQuery.ALL, Optional.empty(), 3);
        FindAgents.Page second = berth.find.list(AgentQuery.ALL, first.next(), 3);
        FindAgents.Page third = berth.find.list(AgentQuery.ALL, second.next(), 3);

        assertThat(ids(first)).isEqualTo(all.subList(0, 3));
        assertThat(ids(second)).isEqualTo(all.subList(3, 6));
        assertThat(ids(third)).isEqualTo(all.subList(6, 7));
        assertThat(third.next()).isEmpty();
    }

    @Test
    void promisesNoFurtherPageWhenTheLastOneIsFull() {
        deploySeveral(6);

        FindAgents.Page first = berth.find.list(AgentQuery.ALL, Optional.empty(), 3);
        FindAgents.Page second = berth.find.list(AgentQuery.ALL, first.next(), 3);

        assertThat(second.items()).hasSize(3);
        assertThat(second.next()).isEmpty();
    }

    @Test
    void goesOnWhereItWasAlthoughTheLastAgentOfThePageIsGone() {
        List<AgentId> all = deploySeveral(6);
        FindAgents.Page first = berth.find.list(AgentQuery.ALL, Optional.empty(), 3);

        berth.writes.remove(all.get(2));
        berth.writes.remove(all.get(3));

        assertThat(ids(berth.find.list(AgentQuery.ALL, first.next(), 3))).isEqualTo(all.subList(4, 6));
    }

    @Test
    void writesAPlaceInAListAsATextAndReadsItBack() {
        deploySeveral(3);
        FindAgents.Position next =
                berth.find.list(AgentQuery.ALL, Optional.empty(), 2).next().orElseThrow();

        assertThat(FindAgents.Position.parse(next.toString())).isEqualTo(next);
        assertThat(next.toString()).matches("[0-9a-z]+-[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "x", "!-0123456789abcdef0123456789abcdef", "abc-", "abc-123", "1-2-3"})
    void refusesATextThatIsNoPlaceInAList(String text) {
        assertThatThrownBy(() -> FindAgents.Position.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the next of a page: " + text);
    }

    @Test
    void showsAnAgentThatCameMeanwhileOnALaterPage() {
        List<AgentId> all = deploySeveral(4);
        FindAgents.Page first = berth.find.list(AgentQuery.ALL, Optional.empty(), 2);
        AgentId late = deploy("late", "Late", AgentKind.SERVICE, Map.of());

        assertThat(ids(berth.find.list(AgentQuery.ALL, first.next(), 10)))
                .containsExactly(all.get(2), all.get(3), late);
    }

    @Test
    void filtersByWhatAUserAsksFor() {
        deploy("shop", "The shop", AgentKind.SERVICE, Map.of("team", "red", "tier", "1"));
        deploy("shop-test", "Another", AgentKind.SANDBOX, Map.of("team", "blue"));
        deploy("mail", "Mail", AgentKind.SERVICE, Map.of());
        berth.clock.advance(Duration.ofSeconds(1));
        AgentId running = berth.running("running");
        assertThat(berth.standing(running).status()).isEqualTo(AgentStatus.RUNNING);

        assertThat(slugs(AgentQuery.ALL)).containsExactly("shop", "shop-test", "mail", "running");
        assertThat(slugs(query(Set.of(AgentStatus.RUNNING), Set.of(), List.of(), List.of())))
                .containsExactly("running");
        assertThat(slugs(query(Set.of(AgentStatus.CREATED, AgentStatus.RUNNING), Set.of(), List.of(), List.of())))
                .hasSize(4);
        assertThat(slugs(query(Set.of(), Set.of(AgentKind.SANDBOX), List.of(), List.of())))
                .containsExactly("shop-test");
        assertThat(slugs(query(Set.of(), Set.of(), List.of(has("team")), List.of())))
                .containsExactly("shop", "shop-test");
        assertThat(slugs(query(Set.of(), Set.of(), List.of(has("team", "red"), has("tier")), List.of())))
                .containsExactly("shop");
        assertThat(slugs(query(Set.of(), Set.of(), List.of(has("team", "green")), List.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "shop, shop",
        "The shop, shop",
        "shop*, shop shop-test",
        "The*, shop",
        "*, shop shop-test mail",
        "hop, ''",
        "s*p, ''",
        "SHOP, ''"
    })
    void matchesNamesAndSlugsWholeOrByTheirBeginning(String pattern, String expected) {
        deploy("shop", "The shop", AgentKind.SERVICE, Map.of());
        deploy("shop-test", "Another", AgentKind.SERVICE, Map.of());
        deploy("mail", "Mail", AgentKind.SERVICE, Map.of());

        assertThat(String.join(" ", slugs(query(Set.of(), Set.of(), List.of(), List.of(pattern)))))
                .isEqualTo(expected);
    }

    private static AgentQuery query(
            Set<AgentStatus> statuses, Set<AgentKind> kinds, List<LabelMatch> labels, List<String> names) {
        return new AgentQuery(statuses, kinds, labels, names);
    }

    private static LabelMatch has(String key) {
        return new LabelMatch(key, Optional.empty());
    }

    private static LabelMatch has(String key, String value) {
        return new LabelMatch(key, Optional.of(value));
    }

    @Test
    void tellsWhatTheHealthCheckOfAnUnhealthyAgentFound() {
        AgentId agent = berth.running("one");
        Run run = berth.record(agent).latest().orElseThrow();
        berth.host.neverReady("berth/agent:latest");
        berth.host.report(new HostReport.Observation(
                run.id(),
                ((InstanceState.Running) run.state()).becomes(Readiness.UNHEALTHY),
                "health check failed",
                berth.clock.instant()));
        berth.rest();
        assertThat(berth.standing(agent).reason()).isEqualTo("It is unhealthy: its health check fails.");

        berth.host.report(new HostReport.Health(
                run.id(),
                1,
                List.of(
                        found(CheckResult.Outcome.PASSED, "GET /health answered 200."),
                        found(CheckResult.Outcome.FAILED, "GET /health answered 503: no model."),
                        found(CheckResult.Outcome.FAILED, "GET /health answered 500."))));
        berth.rest();

        assertThat(berth.standing(agent).reason())
                .isEqualTo("It is unhealthy: its health check fails. GET /health answered 503: no model.");
    }

    private CheckResult found(CheckResult.Outcome outcome, String detail) {
        return new CheckResult(berth.clock.instant(), Duration.ofMillis(12), outcome, detail);
    }

    @Test
    void tellsEventsFromWhereOneStopped() {
        AgentId agent = berth.running("one");

        assertThat(berth.find.events(agent, 0, 2)).extracting(AgentEvent::kind).containsExactly("created", "placed");
        assertThat(berth.find.events(agent, 3, 100))
                .extracting(AgentEvent::kind)
                .containsExactly("started", "ready");
    }
}
