import os

import redis
from flask import Flask

app = Flask(__name__)
store = redis.Redis(host=os.environ["REDIS_HOST"])


@app.get("/")
def count():
    return f"visit {store.incr('visits')}\n"


@app.get("/health")
def health():
    store.ping()
    return "ok\n"


app.run(host="0.0.0.0", port=8000)
