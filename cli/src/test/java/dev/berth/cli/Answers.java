package dev.berth.cli;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;

/// Answers as the server writes them.
final class Answers {

    private Answers() {}

    /// An agent with these words where they matter, and the same everywhere else.
    static String agent(String id, String slug, String status, String failure) {
        return """
                {"id":"%s","slug":"%s","name":"%s","description":"","type":"chat","kind":"service","labels":{"team":"a"},\
                "owner":"admin","config":{"model":"m"},"start":"on_deploy","public":false,\
                "journal":{"mode":"unsafe_methods","hold":"30s","deadline":"1d","max_attempts":5,"retention":"1d",\
                "max_body":16777216,"max_body_text":"16Mi","max_entries":10000,"max_bytes":1073741824,\
                "max_bytes_text":"1Gi","keep_response":1048576,"keep_response_text":"1Mi","oversize":"pass",\
                "except":["/stream/*","/duplex"]},"redelivery":"at_least_once","order":"arrival","concurrency":8,\
                "when_stopped":"queue","retry_on":[502,503],\
                "idle":{"freeze_after":"5m","stop_after":"1h","cpu":0.05},\
                "health_check":{"endpoint":"/health","interval":"30s","timeout":"5s","retries":3,"start_period":"0s"},\
                "restart":{"mode":"on-failure","max_retries":3,"delay":"1s","max_delay":"1m"},"drain":"30s",\
                "stop_grace":"10s","container_config":{"image":"berth/agent:latest","pull_policy":"missing",\
                "command":["serve","--quiet"],"port":8000,"memory_limit":536870912,"memory_limit_text":"512m",\
                "cpu_limit":0.50,"pids_limit":512,"env_vars":{"A":"1"},"secret_names":["KEY"],\
                "volumes":[{"source":"data","driver":"local","driver_opts":{},"target":"/data","read_only":true}],\
                "network":"isolated","ports":[],"profile":"standard"},"status":"%s","status_reason":"It was told so.",\
                "hibernation":null,"failure":%s,"revision":1,"latest_revision":2,"restart_required":true,"generation":3,\
                "restarts":1,"host":"local","address":"172.18.0.3:8000","container_id":"c0ffee","container_name":\
                "berth-%s-%s","host_port":9000,"host_ports":[{"container":8000,"port":9000,"listen":"127.0.0.1"}],\
                "url":"http://127.0.0.1:8081/agent/%s/","created_at":"2026-11-21T11:50:00.000Z",\
                "updated_at":"2026-11-21T11:50:00.000Z","started_at":"2026-11-21T11:55:00.000Z"}""".formatted(id, slug, slug, status, failure, slug, id, slug);
    }

    static String running(String slug) {
        return agent("0123456789abcdef0123456789abcdef", slug, "running", "null");
    }

    static String failed(String slug) {
        return agent("fedcba9876543210fedcba9876543210", slug, "failed", """
                {"reason":"It ended by itself with exit code 3.","exit_code":3,"oom_killed":false,\
                "last_log_lines":["no model","giving up"],"at":"2026-11-21T11:55:00.000Z"}""");
    }

    static String page(String... items) {
        return "{\"items\":[" + String.join(",", items) + "],\"next\":null}";
    }

    static String problem(int status, String code, String detail) {
        return """
                {"type":"urn:berth:problem:%s","title":"%s","status":%d,"detail":"%s","code":"%s","request_id":"r-1"}""".formatted(code, code, status, detail, code);
    }

    /// The server has two agents, one that runs and one that failed.
    static void listing(ScriptedServer server) {
        server.on("GET /api/agents?limit=500", Reply.json(200, page(running("hello"), failed("invoices"))));
    }
}
