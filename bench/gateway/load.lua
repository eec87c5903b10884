-- What wrk sends, and how it tells what it saw: one line that a program reads.
wrk.headers["Authorization"] = os.getenv("BENCH_AUTHORIZATION")
if os.getenv("BENCH_DURABLE") == "no" then
  wrk.headers["Berth-Durable"] = "no"
end

local body = tonumber(os.getenv("BENCH_BODY"))
if body > 0 then
  wrk.method = "POST"
  wrk.body = string.rep("x", body)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("\nRESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
