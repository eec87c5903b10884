package dev.berth.e2e.support;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Bodies of agents to deploy. All run the sample agent's image, which `./dev e2e` builds.
public final class Agents {

    public static final String IMAGE = "berth/agent:latest";

    private Agents() {}

    /// An agent that answers.
    public static ObjectNode sample(String name) {
        ObjectNode body = Api.object().put("name", name);
        body.putObject("container_config").put("image", IMAGE);
        return body;
    }

    /// An agent whose process ends at once with exit code 1, because its class does not exist.
    public static ObjectNode exitingAtOnce(String name) {
        ObjectNode body = sample(name);
        config(body).putArray("command").add("NoSuchClass");
        return body;
    }

    public static ObjectNode config(ObjectNode body) {
        return (ObjectNode) body.get("container_config");
    }

    public static ObjectNode stopped(String name) {
        return sample(name).put("start", "manual");
    }
}
