"""Three tables that must agree, fed by the test: each line of stdin is a round, which changes all
8,000 rows of the source in one commit.

Every row of the source holds the round. `groups` sums it (a groupby), `rows` joins each row with
the sum of its group (a groupby and a join), `eras` changes only with every fifth round.
"""

import json
import sys

import pathway as pw

import stream_viz as sv

ROWS = 8_000
GROUPS = 8


class RowSchema(pw.Schema):
    number: int = pw.column_definition(primary_key=True)
    group: int
    round: int


class Rounds(pw.io.python.ConnectorSubject):
    def run(self) -> None:
        for line in sys.stdin:
            for row in range(ROWS):
                self.next(number=row, group=row % GROUPS, round=int(line))
            self.commit()


source = pw.io.python.read(
    Rounds(session_type="upsert"), schema=RowSchema, autocommit_duration_ms=None
)
groups = source.groupby(pw.this.group).reduce(pw.this.group, total=pw.reducers.sum(pw.this.round))
rows = source.join(groups, pw.left.group == pw.right.group).select(
    pw.left.number, pw.left.round, pw.right.total
)
eras = groups.select(pw.this.group, era=pw.this.total // (5 * ROWS // GROUPS))

sv.title("Moments")
sv.pathway_table(groups, title="Groups", id="groups", sort_by="group")
sv.pathway_table(rows, title="Rows", id="rows", sort_by="number")
sv.pathway_table(eras, title="Eras", id="eras", sort_by="group")
server = sv.start(open_browser=False)
print(json.dumps({"url": server.url}), flush=True)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
