"""What Prometheus can read."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("proxy_agent_requests_total", "Requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "proxy_agent_request_seconds",
    "Time to answer a request.",
    ["method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
SOCKETS = Gauge("proxy_agent_sockets", "Open live-event sockets.", multiprocess_mode="livesum")
