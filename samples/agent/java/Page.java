/// What a browser is shown. Its links are relative, so they work below whatever prefix the page is served.
final class Page {

    private Page() {}

    static String of(String name, long calls, long uptimeSeconds) {
        return TEMPLATE.replace("{uptime}", String.valueOf(uptimeSeconds))
                .replace("{calls}", String.valueOf(calls))
                .replace("{name}", escaped(name));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static final String TEMPLATE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{name}</title>
            <style>
              :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
              body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
              h1 { font-weight: 600; margin: 0 }
              p { margin: .5rem 0 1.5rem; opacity: .75 }
              a { margin-right: 1.25rem }
            </style>
            <h1>{name}</h1>
            <p>{calls} calls in {uptime} seconds.</p>
            <a href="stream">stream</a> <a href="echo">echo</a> <a href="health">health</a>
            </html>
            """;
}
