"""Writes each line of stdin to a Kafka topic, as a message: BROKER TOPIC.

A broker that is away for a while gets the lines when it is back.
"""

import sys

import pathway as pw

broker, topic = sys.argv[1:]


class Message(pw.Schema):
    text: str


class Lines(pw.io.python.ConnectorSubject):
    def run(self) -> None:
        for line in sys.stdin:
            self.next(text=line.rstrip("\n"))
            self.commit()


messages = pw.io.python.read(Lines(), schema=Message, autocommit_duration_ms=20)
settings = {"bootstrap.servers": broker, "reconnect.backoff.max.ms": "1000"}
pw.io.kafka.write(messages, settings, topic, format="plaintext")
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
