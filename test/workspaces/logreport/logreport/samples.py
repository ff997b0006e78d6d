"""A made-up access log: the same lines for the same number, on every machine."""
import random

PATHS = ["/", "/search", "/cart", "/checkout", "/product/view", "/static/site.css", "/api/v1/orders", "/login"]


def make_log(line_count):
    rng = random.Random(20)
    return [make_line(rng, number) for number in range(line_count)]


def make_line(rng, number):
    client = f"10.{rng.randrange(4)}.{rng.randrange(8)}.{rng.randrange(16)}"
    path = rng.choice(PATHS)
    query = f"?session={rng.getrandbits(64):016x}&page={number % 50}&q=caf%C3%A9+{number % 7}"
    millis = rng.expovariate(1 / 40) + (250 if path == "/checkout" else 0)
    return f'{client} [{number}] "GET {path}{query} HTTP/1.1" {rng.choice([200, 200, 200, 304, 404])} {millis:.1f}ms'
