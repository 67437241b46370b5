"""Traces."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

SQLITE_UPGRADE = r"""
CREATE TABLE "trace_session" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "external_id" VARCHAR(200) NOT NULL /* Its id at its sender's, unique in the space. */,
    "environment" VARCHAR(40) NOT NULL /* Where it happened, `production` say, as its first trace said. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_trace_sessi_space_i_0a5062" UNIQUE ("space_id", "external_id")
);
CREATE TABLE "trace" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "external_id" VARCHAR(32) NOT NULL /* Its id at its sender's: 32 hexadecimal digits, unique in the space. */,
    "name" VARCHAR(200) /* What was asked for, such as a route. */,
    "end_user" VARCHAR(200) /* The user of the application, by its own id. */,
    "environment" VARCHAR(40) NOT NULL /* Where it happened, `production` say. */,
    "release" VARCHAR(200) /* Release of the application. */,
    "version" VARCHAR(200) /* Version of what was asked for. */,
    "tags" JSON NOT NULL /* Words to find it by. */,
    "metadata" JSON NOT NULL /* Whatever else its sender told. */,
    "input" JSON /* What the application was given. */,
    "output" JSON /* What the application answered. */,
    "started_at" TIMESTAMP NOT NULL /* When it began, as far as is known. */,
    "updated_at" TIMESTAMP NOT NULL /* When something was last told of it. */,
    "session_id" INTEGER REFERENCES "trace_session" ("id") ON DELETE SET NULL /* The session that it belongs to. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_trace_space_i_aefdb5" UNIQUE ("space_id", "external_id")
);
CREATE TABLE "observation" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "external_id" VARCHAR(16) NOT NULL /* Its id at its sender's: 16 hexadecimal digits, unique in the trace. */,
    "parent_external_id" VARCHAR(16) /* Id at its sender's of the observation that it is a part of; none for the outermost. */,
    "parent_id" BIGINT /* The observation that it is a part of; none until that has arrived. */,
    "kind" VARCHAR(16) NOT NULL /* What it is of. */,
    "name" VARCHAR(200) /* What was done. */,
    "level" VARCHAR(16) NOT NULL /* How important it is. */,
    "status_message" TEXT /* How it ended, in words. */,
    "version" VARCHAR(200) /* Version of what was done. */,
    "metadata" JSON NOT NULL /* Whatever else its sender told. */,
    "input" JSON /* What it was given. */,
    "output" JSON /* What came out. */,
    "started_at" TIMESTAMP NOT NULL /* When it began. */,
    "ended_at" TIMESTAMP /* When it ended; empty while it goes on. */,
    "first_token_at" TIMESTAMP /* When the answer began to arrive. */,
    "model" VARCHAR(200) /* The model that was called. */,
    "model_parameters" JSON /* Parameters of the call, such as temperature. */,
    "input_tokens" INT /* Tokens read. */,
    "output_tokens" INT /* Tokens written. */,
    "total_tokens" INT /* Tokens read and written. */,
    "input_cost" VARCHAR(40) /* US dollars for what was read. */,
    "output_cost" VARCHAR(40) /* US dollars for what was written. */,
    "total_cost" VARCHAR(40) /* US dollars, as told or from the prices at the time; null when no price is known. */,
    "is_cost_told" INT NOT NULL /* Its sender told the cost; else it is from prices. */,
    "updated_at" TIMESTAMP NOT NULL /* When something was last told of it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "trace_id" INTEGER NOT NULL REFERENCES "trace" ("id") ON DELETE CASCADE /* The trace. */,
    CONSTRAINT "uid_observation_trace_i_82a09c" UNIQUE ("trace_id", "external_id")
);
CREATE INDEX "idx_trace_sessi_space_i_016ce3" ON "trace_session" ("space_id", "id");
CREATE INDEX "idx_trace_session_374bff" ON "trace" ("session_id", "id");
CREATE INDEX "idx_trace_session_fe478b" ON "trace" ("session_id", "started_at", "id");
CREATE INDEX "idx_trace_space_i_0807cb" ON "trace" ("space_id", "started_at", "id");
CREATE INDEX "idx_trace_space_i_82b9f9" ON "trace" ("space_id", "id");
CREATE INDEX "idx_observation_parent__6eb899" ON "observation" ("parent_id", "id");
CREATE INDEX "idx_observation_parent__b532ae" ON "observation" ("parent_id", "started_at", "id");
CREATE INDEX "idx_observation_space_i_38d4af" ON "observation" ("space_id", "id");
CREATE INDEX "idx_observation_space_i_d9d58a" ON "observation" ("space_id", "started_at", "id");
CREATE INDEX "idx_observation_trace_i_9bc5b1" ON "observation" ("trace_id", "id");
CREATE INDEX "idx_observation_trace_i_fd919e" ON "observation" ("trace_id", "started_at", "id");
CREATE INDEX "idx_dataset_item_trace" ON "dataset_item" ("source_trace_id", "id") WHERE source_trace_id IS NOT NULL;
"""

POSTGRES_UPGRADE = r"""
CREATE TABLE IF NOT EXISTS "trace_session" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "external_id" VARCHAR(200) NOT NULL,
    "environment" VARCHAR(40) NOT NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_trace_sessi_space_i_0a5062" UNIQUE ("space_id", "external_id")
);
CREATE INDEX IF NOT EXISTS "idx_trace_sessi_space_i_016ce3" ON "trace_session" ("space_id", "id");
COMMENT ON COLUMN "trace_session"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "trace_session"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "trace_session"."external_id" IS 'Its id at its sender''s, unique in the space.';
COMMENT ON COLUMN "trace_session"."environment" IS 'Where it happened, `production` say, as its first trace said.';
COMMENT ON COLUMN "trace_session"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "trace_session" IS 'Traces that belong together, such as those of one conversation.';
CREATE TABLE IF NOT EXISTS "trace" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "external_id" VARCHAR(32) NOT NULL,
    "name" VARCHAR(200),
    "end_user" VARCHAR(200),
    "environment" VARCHAR(40) NOT NULL,
    "release" VARCHAR(200),
    "version" VARCHAR(200),
    "tags" JSON NOT NULL,
    "metadata" JSON NOT NULL,
    "input" JSON,
    "output" JSON,
    "started_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "session_id" BIGINT REFERENCES "trace_session" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_trace_space_i_aefdb5" UNIQUE ("space_id", "external_id")
);
CREATE INDEX IF NOT EXISTS "idx_trace_space_i_82b9f9" ON "trace" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_trace_space_i_0807cb" ON "trace" ("space_id", "started_at", "id");
CREATE INDEX IF NOT EXISTS "idx_trace_session_374bff" ON "trace" ("session_id", "id");
CREATE INDEX IF NOT EXISTS "idx_trace_session_fe478b" ON "trace" ("session_id", "started_at", "id");
COMMENT ON COLUMN "trace"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "trace"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "trace"."external_id" IS 'Its id at its sender''s: 32 hexadecimal digits, unique in the space.';
COMMENT ON COLUMN "trace"."name" IS 'What was asked for, such as a route.';
COMMENT ON COLUMN "trace"."end_user" IS 'The user of the application, by its own id.';
COMMENT ON COLUMN "trace"."environment" IS 'Where it happened, `production` say.';
COMMENT ON COLUMN "trace"."release" IS 'Release of the application.';
COMMENT ON COLUMN "trace"."version" IS 'Version of what was asked for.';
COMMENT ON COLUMN "trace"."tags" IS 'Words to find it by.';
COMMENT ON COLUMN "trace"."metadata" IS 'Whatever else its sender told.';
COMMENT ON COLUMN "trace"."input" IS 'What the application was given.';
COMMENT ON COLUMN "trace"."output" IS 'What the application answered.';
COMMENT ON COLUMN "trace"."started_at" IS 'When it began, as far as is known.';
COMMENT ON COLUMN "trace"."updated_at" IS 'When something was last told of it.';
COMMENT ON COLUMN "trace"."session_id" IS 'The session that it belongs to.';
COMMENT ON COLUMN "trace"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "trace" IS 'One request to an application, from its beginning to its end.';
CREATE TABLE IF NOT EXISTS "observation" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "external_id" VARCHAR(16) NOT NULL,
    "parent_external_id" VARCHAR(16),
    "parent_id" BIGINT,
    "kind" VARCHAR(16) NOT NULL,
    "name" VARCHAR(200),
    "level" VARCHAR(16) NOT NULL,
    "status_message" TEXT,
    "version" VARCHAR(200),
    "metadata" JSON NOT NULL,
    "input" JSON,
    "output" JSON,
    "started_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "first_token_at" TIMESTAMPTZ,
    "model" VARCHAR(200),
    "model_parameters" JSON,
    "input_tokens" INT,
    "output_tokens" INT,
    "total_tokens" INT,
    "input_cost" DECIMAL(20,10),
    "output_cost" DECIMAL(20,10),
    "total_cost" DECIMAL(20,10),
    "is_cost_told" BOOL NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "trace_id" BIGINT NOT NULL REFERENCES "trace" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_observation_trace_i_82a09c" UNIQUE ("trace_id", "external_id")
);
CREATE INDEX IF NOT EXISTS "idx_observation_space_i_38d4af" ON "observation" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_observation_space_i_d9d58a" ON "observation" ("space_id", "started_at", "id");
CREATE INDEX IF NOT EXISTS "idx_observation_trace_i_9bc5b1" ON "observation" ("trace_id", "id");
CREATE INDEX IF NOT EXISTS "idx_observation_trace_i_fd919e" ON "observation" ("trace_id", "started_at", "id");
CREATE INDEX IF NOT EXISTS "idx_observation_parent__6eb899" ON "observation" ("parent_id", "id");
CREATE INDEX IF NOT EXISTS "idx_observation_parent__b532ae" ON "observation" ("parent_id", "started_at", "id");
COMMENT ON COLUMN "observation"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "observation"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "observation"."external_id" IS 'Its id at its sender''s: 16 hexadecimal digits, unique in the trace.';
COMMENT ON COLUMN "observation"."parent_external_id" IS 'Id at its sender''s of the observation that it is a part of; none for the outermost.';
COMMENT ON COLUMN "observation"."parent_id" IS 'The observation that it is a part of; none until that has arrived.';
COMMENT ON COLUMN "observation"."kind" IS 'What it is of.';
COMMENT ON COLUMN "observation"."name" IS 'What was done.';
COMMENT ON COLUMN "observation"."level" IS 'How important it is.';
COMMENT ON COLUMN "observation"."status_message" IS 'How it ended, in words.';
COMMENT ON COLUMN "observation"."version" IS 'Version of what was done.';
COMMENT ON COLUMN "observation"."metadata" IS 'Whatever else its sender told.';
COMMENT ON COLUMN "observation"."input" IS 'What it was given.';
COMMENT ON COLUMN "observation"."output" IS 'What came out.';
COMMENT ON COLUMN "observation"."started_at" IS 'When it began.';
COMMENT ON COLUMN "observation"."ended_at" IS 'When it ended; empty while it goes on.';
COMMENT ON COLUMN "observation"."first_token_at" IS 'When the answer began to arrive.';
COMMENT ON COLUMN "observation"."model" IS 'The model that was called.';
COMMENT ON COLUMN "observation"."model_parameters" IS 'Parameters of the call, such as temperature.';
COMMENT ON COLUMN "observation"."input_tokens" IS 'Tokens read.';
COMMENT ON COLUMN "observation"."output_tokens" IS 'Tokens written.';
COMMENT ON COLUMN "observation"."total_tokens" IS 'Tokens read and written.';
COMMENT ON COLUMN "observation"."input_cost" IS 'US dollars for what was read.';
COMMENT ON COLUMN "observation"."output_cost" IS 'US dollars for what was written.';
COMMENT ON COLUMN "observation"."total_cost" IS 'US dollars, as told or from the prices at the time; null when no price is known.';
COMMENT ON COLUMN "observation"."is_cost_told" IS 'Its sender told the cost; else it is from prices.';
COMMENT ON COLUMN "observation"."updated_at" IS 'When something was last told of it.';
COMMENT ON COLUMN "observation"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "observation"."trace_id" IS 'The trace.';
COMMENT ON TABLE "observation" IS 'A step within a trace, such as a call of a model, a tool or a search.';
CREATE INDEX IF NOT EXISTS "idx_dataset_item_trace" ON "dataset_item" ("source_trace_id", "id") WHERE source_trace_id IS NOT NULL;
"""

SQLITE_DOWNGRADE = r"""
DROP INDEX IF EXISTS "idx_dataset_item_trace";
DROP TABLE IF EXISTS "observation";
DROP TABLE IF EXISTS "trace";
DROP TABLE IF EXISTS "trace_session";
"""

POSTGRES_DOWNGRADE = r"""
DROP INDEX IF EXISTS "idx_dataset_item_trace";
DROP TABLE IF EXISTS "observation";
DROP TABLE IF EXISTS "trace";
DROP TABLE IF EXISTS "trace_session";
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_UPGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_UPGRADE


async def downgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_DOWNGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_DOWNGRADE


MODELS_STATE = (
    "eJztvX1z2ziyPvpVWK66lT1VnNnEyWRn41u3ykm8E5/N27Wd8dZvzykFlmCJa4rUEqQV7d"
    "797hcNgO+gRNCU1JTwz0wssUmqG2j0y9Pd/z6ZhxPqs5+/RuGYMvaZ/3Xyxvn3SUDm8A/d"
    "165zQhaL/Ev4ICZ3vrh+IS8cBemVdyyOyDjm390Tn1H+0YSyceQtYi8MgOLcgWudIJnf0c"
    "ghwcSJZ9RR9+H/JrEzJw+UOd6EOUsvnjle/DPcehKO+b29YPqkuySB98+EjuJwSjlFxO/1"
    "9//lH3vBhP6gLP1z8TC696g/KfFGPgxuIr4bxauF+PwyiP8iLoaXvBuNQz+ZB2WCxSqehU"
    "FG4QUxfDqlAY1ITCcFbgWJ7yvmph/JV+YfxFFCs3ed5B9M6D1JfOA5UMu3yD87GY0+f7kZ"
    "XV/cjEYnNXmkFAXmqo/GYQCy5O/KBBum8Ao/nb549adXv758/epXfol4zeyTP/1HPjrnji"
    "QUPPp8c/If8T2JibxCMDvnbhw+0KDO3HczEum5mxFUmMtfugtz0w9y7uYLuDt7Tz7zn8fE"
    "4gyDygKdhZwJ4iu5UGqrvEEQc/Jj5NNgGs/4ny9P13D99/Ordx/Or/7w8vS/4N4h35ly23"
    "5W35yKr0AwuSBmlETxHSXxiMR1ebznLI29OdXLpEpbEc1EEf+c/gORoG5nNCgpEZ+w2GHE"
    "m0hpebHje4+UtZTSGqncXH66uL45//QV7jRn7J++YOz5zQV8cyo+XVU+/cPrigSzmzi3lz"
    "cfHPjT+T9fPl8Irocsnkbiifl1N//nBN6JJHHItfVyRCZF1qUfpx/9B7Tg/UNhp8IHd2T8"
    "sCTRZFT7JjwNm66tfzU/nVc/IQGZClkCN+E91UH03+Gd7nyCj9eeS/9QF7Q4jsbE9504dI"
    "gT0anHYhrRiXOfBGO4RO1UwpwVjeEqlozHlE7OxFKJwqUzDfn+XsLi8cSFurNqG4/YfJD9"
    "natCEieCMVESjMg9f/DJ/zaeb95Ec7ZN9BtdXrurY+3k/86YxUX+8ziM6M/8YP85oMuRN/"
    "l/Tgy3+nUYxcy5WzmggpzwHkwFLqu2+lcehH8+PX358k+nz1++/vWXV3/60y+/Ps9OxPpX"
    "647Gt5e/welY2t3qA64EvDj94OK3i6sNZ+g4osD3Doq7TLkvta2T89gPxw8/c9VkLOZbtW"
    "OWfGvNyYQeieYunuXi/wY2VXo9epNK6MZssXisqFgT/rhuxtSvz1sYU78+bzSm4KuyMUWi"
    "aTKn8LCaFP6bhYFeCiWi6l70xrHz/3FThHXStVsSyV/pahlGEyd786fvtf++/vK5tM1SNv"
    "/h0/nfqhJ49/HL2wrn87OvvvgvuMEtWH/J34YEY1oTQU69u61w8v9+u/h28d5UzX3gFsI9"
    "iUDTeW35Xl72L163WPYvqnosX/bwVZn5i8gLIy9eGTjLRZJ+7Io2PH9uyOwv91zzhIymIY"
    "aVw1dKFLtCH8286Yxyp2ESOvdexOphi2161jnzc1vP0AgoER6GDfA5FCb1HZVy4qcD91B9"
    "r/X5cEjGAMQbdIui2RzIKTppQWXHb/vwualG/vg6Zrqo4X7iKT4ljI6SIPZ80w1ZIe1hS+"
    "5IJML0JkEInmkmG9CWMXmgcFKFj0e5BUkc0/lCZw02notFErznIhghIT86ModLqds9HYEP"
    "nu+bMDm7fhgcZtmeovwJE3683fNjElg/8fbFchpFoeZwuaE/GnieEWA+W4DrYNqJYLDaiv"
    "zOnt96aa9TXxd/u1nv4mTa6+OXz7+ll9f9HiTB2ms/jD/CkXWiCdnmX7rrAreMXzbys+ta"
    "xG/VVnjGdQ43ZEQ8j4VzGs+4VOCP5cwbzxyIwKorIR+joqbiTEq4Oc9CZ57AZfxo4v6gLo"
    "i7tedoIrl/P+GHTphE0jNVZtj/tk1U2kCuiQa0gVzsTpwN5JbUQVvvrUiDOqB7K/KrSq9O"
    "XEiAcQ3JnO9coAEVy+jNi9OX350wcr5z5078gSTAu3OneldCKXjVSBzpJQmAK+2t+pwAr1"
    "n/1SdjgCnFzjhM/IkwErgS2JMRP41MeVygGAKTlR22J/byI5Dxs7lTLKhKO7BgkMAyqANJ"
    "SOGOgiAmDplydh/hiU5/LDx+uw4mXplyiBAr6UDxe/rceueup+skgQ/hDJHD4uuE+wO9ON"
    "hDWBRInPfzhfdXujrReO7qG3ed204W3uhBXdTCZ+eXOvehCA3zA2TOXCdcBhDIWjkE1ELk"
    "8v+zBdfaYPORgP93SgLvXwRuccZdZx8unBE2A68PAmKMcs9HrJ4HutAChnfyzDaoLHjWSP"
    "rd/L/867+fiMdWPis+vvCV9fqt12+9/sM9Dg4evnWr0NRcbQoDkOvkbqiV0zbOPL+qGbdy"
    "WnPnF8md741HCxJp9mAz4ytk/fB/G+Ue0q3nrwl6E0wxOBUzLAvAJGb8VETi8MvzdQRHro"
    "kwKmSoN8P1h/OfTn95nUpjOQt9IZNOEnj9qoUEXr9qlAB8VZHAOIR71JjfjF3MKQYBXEyV"
    "UdEjba+QtghfROQe7jJMwEXB4nABmTNnGUYPZw5kXFfOnJKAOQE9TtgIZJ9HsDY7LIcq7f"
    "AWBBiAIv8Ov8KFlQGqcu4FSXyMRmFEH8OHTkuhTDnMhaB+wxHKPfXx7lYjE1e/RtbJ69+Z"
    "pEPh6xmgN/ftzucC0gRs2olIQ4hZSOBCFF8ZrFaAtizSJAtfceNZ60pZRBIshuHaia5IgV"
    "5mgRJSQUauCImquOczZuJ64BFbIaDaTmoFAuxCg1cFeZFxzBySyWtBI+6CEX84AqulOcry"
    "qwvvL2FEvWnwV7qqlWpVhKbyFN/UbQ5ReP9Jl3D6af5DIrLMsgHFlc0ZxNlCpRzenV+/O3"
    "9/cVJXdz0w/jq9Dx7O96vr2nK/eBpsZn/xDO1BCl8qt0MkjP6MhbaS0JhUmwWSm8oHp43M"
    "Deu2nK75FyU+8/dxPn/7+PHkP3vKaicTL/4YTi+CONInt0sXuGtz3HDpyA+nI5pdvDHXfQ"
    "MBRsCJg0ZaRmFMc9T4mQh3JdEj9JXhG0OGIuUN7kBfcb8XNJhqYRUmsFvuaQSfavqMbPdR"
    "rfqN2DS2TWPbNLZNY9OWbvVbb9qILB2Sa52ZmjO+YiigilpjGne1kQ1jVeskM/R41YDk1B"
    "jaWCefgYQ3wCadeBN8sd5KCx8JbTSWQpkOsyBuFA5EnVITYT9yKxC3WMZ6v7kZF5JToIaE"
    "3Mp2gFI/FYqhFlE4X8TcHJnPvZi/JZYKKJbc/YOOY8lNA3FU6fALhZvnE4nUgZLf4ikSh8"
    "iEYWxsleh2V8nTUVs9RQJ70VayQ0NdJs1AqpziSUCqnZ3lRB4e4xkJpqC3CJPyge4UtIcC"
    "n6cCqho6Yq3pwtfUCWtI/IeqWk/X0GDn/I8oZwDTa6Z1NcxFKsydQm5EgZt429SQUjhbKQ"
    "tZ+eSHrQM8W4B2Iik1+hhOveCaMiZZV4vJlr5314VkfbhyxAqXtig+uovCJSTm4rTs3JtK"
    "T1Bb5CPazK+rK3rq7TqUDNngqQ2e2uDpcQRPhcIwroEoUyGuR6kUQIj3RlL8IJQuP8ECo1"
    "KgMhV2i0UdXqm5GIhpJfycov59tyKg521cWn5VcxnQ85pTKyDsjHsRXeHvBdrD04sWGo+x"
    "aGZ3gSm5EmgwEfaQ0d49JNnvHAS6OwmHJbdiGDYuGrgncjH1Buzcjyv/icLkMjbzFpfBox"
    "eTuMGl117nrnPt5xnFyCuTbHbxuUbMSEAp0p/mxPMFBuqOjkOwcYiTP0DOVhL+O1c4ETSi"
    "ATEynRR7v3kb978BQ6XrHGJDAzY0YEMDx2HyUFA8Jr5pRrCtXGsfEYFzpSXTeKrQtuDdeI"
    "Hjh0saOWPSvoNfyTs9/aVNkIBf1eidiu8qiY3Qb8h7bx4zlNLiz33zs2nlLD3fhzYJ8ALg"
    "bE66pb37nzd0xI6fTxbsaKaSlgFAY7rodh5WSIdXCc8NTRiCV7Qzj3AFHHcnBBilE4j2mU"
    "coemUUmDZDqJFhhmWKiIJ8YTh+50PxYBB1RNjhYRwZNpXGIJ/D7ncg3rXcQCrvsVZcYcMQ"
    "3JqI6n4riTFusq3WCR9w3Xzfe2Y7lfP5Mb67PALuQ78tn2sGEKpq7ZLi0WQRqoqpOXtQ1Y"
    "ibkwZflnytq7YEJJjIRHrmXaWTRaFZAZdPHIpBXxK0UpfRk2+2OSlg4/w2zm/j/Mfh7B5k"
    "G/D3Hlv4ZCUgZ3j6f89pTGBj1tndXChSpNl90+PCbrtLPD/2AvYzPLbDRuNv9igaVjExGi"
    "NiDkzQgkB/EPaBJ3tqCQlfL0YFn+n1u9sHJwC++mnG9z+dmPJfdGbnb6zKdtq7paVd8arN"
    "pnjVvCde1bYE8Ub3/FhJIEtCA+COrrYw5A4Caaqk0t+hIpY7fottySW1RczOHTG5NX1zab"
    "ONwVKT9qYjhsD2UNn29suXj6Vt8fayOuf326e3F1yX/VfNnKhClheTjqZDmfKwTAeBkFWF"
    "cUdoPkj/rsuiKFMOM02ifsORyB1JhV/RUc+hfycbXPrClW5b5340LxO1qP8DKOUz5gD2Aj"
    "AllUlfrnDYBZIavgWLaJWOBbuXh8DaONhWHqAdEa6JXaYo0eqocNuGzYYRbBjhyMMIRwRU"
    "g3E+aMBpNguOUXHirhzqA0h7O8PWE6dBGDazjSWzja40a7f7YODFWBJPoHGyMqBBs0+VYR"
    "ratLSmDheZGCEp48Tc+XojHRnZmOuO+uHS8UWvaXBxfvD7+au8Kb+ud3Uv93xiMZXmqzSX"
    "suaScujMelUn1quyXtXReFU2Obuz5GzxJWscv6E/GnpbVsgwt2RJPdi0oTjrZxjtzcXfbk"
    "r7qZZ4zfbUxy+ff0svX5+NhW6oXcMJKS3qTcDNXmFeyHFNDv9Lzg+KKWmNxd9yaMHjzxsl"
    "kWeigIo0mPdCWgfKjQfiLLwxZGE7sf2XVj2JflnTk+iXek+iiJv8gTACJ2SlmZDd2Gm3To"
    "gZR/+ev6PMSYBTQGXSG1oXphjhB0oFntG0POX0xas/vfr15etXmUmXfbLOkqunvC1iBzFi"
    "x+IRLB7B4hGOGI9gB1ijj3UcYaLqMj0vhyGjo8+PmMqrrxzJFdd5V5fvbuyY0CezGveYUJ"
    "EgWQ9Uq17ibsymPB2aliU3RHe5kJv6kTehsiQzvSaebSjM7PG2WhhasXSzGX+mGw1qu9rb"
    "rInNmhxl1sRi0fYTMN5Dx49dcbw0hzXFCQxFdeJGo/VlWw5DGmvcrV13/hjC3tlOiw90SL"
    "Qd74GBQ9EE3zVeVCqPZtcpFXwbd0llZmFWLVTZkPE4TALtkK41V9peG5vXrXVMrGNyHI7J"
    "vntqb2XIVtZSOxSzByC+A5oQbUttpZJNoXUVMsQC+UCCic/vIp+Sxts8MGf4m5j0JNzyDL"
    "SDRDd+ht7JbBYuA9gRIZz6bRtoW5Rjr7ERRlZp3zNG/cde+phvA+u4IIwtQ24Um85hrBGi"
    "3hgkmobBqQfji5yvH94B3rEb0vG0FeTudA3k7rQOubNgx32BHYWzFK04XydGp0GVDrME3s"
    "l3dZ3L6y/OyxevX//0wiH+YkZ+Ou0kiF9biOHXRiH8Wlv8bPRII4/fzbT7UoVyh12Xsk8M"
    "I1HpnCxwQ7Jj+o7CMeG1Pql303CJM9dTQSjuZcw9zZG9STh1euQi+kQgqQGBn65W625koz"
    "p3je59MtUgtJvhwTVCHBhheJ6xS3/xY8E3/5wGXEZ5LzPG3b/xjE4cfn8oajDvNGzRwhYt"
    "fOhdrN4R2CNXlC04e+mJJpxducJdF9gei2tHUfHiFjFucadn0EaaLWFQNxRfiD0bJYEqzY"
    "AMc8JE7oZMiXZoZefbbIT8PNCVBu5TiI5aXI8Nn9vw+QFr61JRKNWAYpsdRHU56qDI9Yfz"
    "n05/ea3iVE5E+dNY7MJc30goyyU3rmRTv+XMG8/4FQu+aMWikosBSSxXHAEm0skIUMsHPE"
    "bxpg5hD9ykbV8xvYOYFV8LvmZHNPseGcHufY6OvJcWxRuHMzcWO0EIw3XuvcBjsBsIg6aX"
    "S9VPmQsgEeGtHozZpzocXrBIYm7bPNDApIS3Soa5IOlGvCVIYcJ1lMR4L6Lw0ZtA1g9iXq"
    "0F0XflbpjEndhfoxsA/5eRF/PdgU0E45DpLDc69ubEb4rpMq3JJml+VrR4BPDt2pmE/KER"
    "g9M4DsOHM3EbUEiBkwQP3JTpIW71/uLd5afzj/wMcF88r4Smim33y/z3OXuC8Wo0N1n/ZS"
    "LUmM9Pns9PLMrZOMnYv6elbpHPGJ1Li7XdE9Z2PxG195JJH/35J+FbaEJq1UvcdTE1xfSR"
    "789HmbfSroOhdBlE4IsoeSSMy0K6dQHUyHlMNMCqH86dbrA+kqYJoYVBQMe2X7uNpdlY2l"
    "HG0g40XgPF/J37Cm4lSLMgEf9XTCOjLHGZCkeKuHMbKTV0TEbQABt8poKdTHxedFmf9YDA"
    "sJnibenK8SxktAd/dnDasmYutbOFamSYg0kfwqXaqGJ2MJ2kXfgUhkMqgp+8wJnQeZjt2K"
    "HYRtZZH46EUj1q2MyrRoZ5u0E3HKFPB9PNy4ZTEJQu50dKD+z+6M/fle6HY2ts9yRq3VSq"
    "eni3qCvPFFAPwsHXvMtQXbWuMq+qbVTdu8p7RBNTrG2i5ogiRBLLG7gNSG9JVoBRF3tBjQ"
    "d+ky16NwO0A0aE0XFEtTXq3W6yuXz93yc5H0uqTHAJLqY/FnBr/nMyZmf7xZv8GJWZkhVY"
    "prvhRNyCMwn+cG4/XFxdpG1OuZ/lXF6r1eE6+j5gpQ5idpiKDXme2JDncYY8D7LcuDhMpV"
    "ryrR+Htbfa4/S00ctgc2u2Ij1qmaQxT7ag5AEaI3SSwcvTFiJ4edooAfiqLIA7wugoiYzC"
    "/kUazBWWhRpXWPrnXy9dhyXc1uH67vssjhfszR//SBbez/QHmS98rkrD+R8fX3zHUweb24"
    "ttkwQ5BY4EQacaMpGIF/id8P6+fa+ELcb/4Wfw099cHjXC4YslTmdGZZhCRqCEP3ZmraHn"
    "WxQVJJNGG+S1tkRWfwPkNbKX6V4Rkpk3SUr+LBdwcahKZ488I/o1+yHc0w5i2TZOzCLNyz"
    "+SwBctlfKSEOhmwmQ7maXXup3SFree8MlHM8p9CTNB1ggHLMsP8leI3lc0mDh3lEGz8/1L"
    "B8wV/rRxEkUA59XEMpoAwBrK3aW8Xr8yFMA74vtiZO+9701nsQOVpiHsIGg87/AvRQnqnl"
    "DBauuy0YJGo7kXJLHG/1wzy01LjTmndaVe2SGOfOEGeSiQPITzg5Dv9LlpCqw3Eck6j24C"
    "0tJiFo8qFxmMcGQgui6R5j5lOQVmXxWyig905TpcwUarRT8Du7bRmWwuIFujJjmsAQtWCT"
    "GL44If3CpsIKTCD/OY8h3A/+Cbhdudrdf/luM3FphmW5jUotp24KEdeGgHHqLJR1qYIW4J"
    "WRAbBhCbHXJ4aEMOP/rz6/GMzsmJHiKlvnQ3waNYfl0LaBSEyRx5azV+QyXCRfMxuvA9qi"
    "LjM/JIwbK/D30/XMKUQh1K6sn329jRTMKiavWYFrlkkUsWuWSRS0eEXEpLNftDLfXf1exI"
    "xiVIsH373ma7jkP+g3H25ZZB20xjhWwwTc/kK+8/iWjjjTbeaONOw7AmbdwJt4Rs3MnGnX"
    "CprIOJO90APFMfdbpRyM31Mac4vapFxCmzKArhIdXhXuIwxySAcTICoKnr7tXtFjauZONK"
    "Nq5k40o2rmTjSoOKK01CytyscYNqaynq0LGC3oZZntBBRMVkFz/lPMDtRtMExnkxGDnhhH"
    "f/oGNDc9LGoWwcysahbBzKxqFwSsjGoWwcCpfKOow4VGPL+RaN5g2ay98WO8KLklAROGLh"
    "PCsEhhkqZ7DUp9z0du4ot73lLF0wP51F5I01BYq93vipXaPkLYTC54s/ipmY9OhubiUlXn"
    "QkaASD17SQym4sOkh9ucm6SLV7tfZvA5W9Zi/Tup1V+kY2sGcDezawZwN7Bx7YK7a6wtPf"
    "f07i8Wy0IHFMI00wb12NZIUQNfO/yvd0IZp6dXHqsFUQkx+utBIEeCwJJmmoFXiTtmJiqf"
    "2Ap9NSblQYassS4XAK5v4ShXM5kU5OjZ2F/AQplHmDiXKESjK1MesbdnMvupR2d3v25ObL"
    "Xy8+X5sfhiS1zR3C7XWQN0yPCu+7NQZ83aYvYFWqhbaAr6ubUXRR8P5FI22oqFl9VulwJ0"
    "NgdHP2xnIuJxMRd9lEojDwmetSk6mR285U5WzmD773piY5ER3tkzIjOxLXNY1jznN1gkFb"
    "rfSH2FwITlPf5kJsLgSfw25zIbglZHMhNheCS2XtLhdSsPA8LdTlrSL7y1+vqE8aIEeK7V"
    "+5f8F/1o3Xivu7XOviBZ/I/P9sPW+k+uZdUW4OlWPzzVe5GzNKI9VBkP8/o9iYYPrCfcMx"
    "tIKLQ2gUB/d5I5zGJTeEXWcWLh0/DKbyX/NkPKunkrrdYnPSSJ8Q0U4yFtmQRMCX7Hxjmw"
    "GxGZCjc4nYmEupa3QvI0Ydkk8htqmUDQq4t92pMNW9gnFaITR4PRU6zEG9v3p538h4xrnd"
    "iyx+bZPv+LU53fFrPdtROgcrRp43bWxvW6bDHBq4aZKAy+2PKAlkkkPN/cB11B39hJzwge"
    "IZkEMmZBE3sV+/SwokO8wFTSOymPlhuOiUDkq5ziXwxvme3eu76/B9QgLn+v1fxSBAyE88"
    "cueQ0yLJRmRIudZJ9pQA9XbIPFVH9E3ufHhsBeBAAraEOlRthGbNxiiTYT7Jc/aLbE/65i"
    "7MjipNVJG4Btg1xBHJlHR7uF2OmB2ILo5hcK7GuW069AsUu4s6vzBWYiKdGq1S84tBBXU6"
    "KEXaAHtqWe8Fi4SbryKpa8D2Khlqa0tOEYAKvvoOEZnt1jm4vrk/FtOiRx2F0ECNWhZiIn"
    "PqhOSC0UyDmhEBz4IzXfxQgBzANgJUtwPThvYkszCJO0mrRodaTlI0y8jj+jVAt21Cpgub"
    "0bE3J37DXlEk1XiZpPlZ0eIRwLdrZxLyh0Yp7k3A4aQMvDF1VH2ykANAcJLABISzhtvvL9"
    "5dfjr/yE9n98Xzymi09FR/VTu4fc6wYLwazU12RJkIddL4k+f7HqOcjRPm3AM8EcZngQcP"
    "wze4IJaz0KfKEtvXaCBvDukIfnXElJ4xk0fzDTCrqpJolDTEL3AWHh1nh40Ujet492nQhc"
    "uCctbtS4mlujTLepnBCRvIMbstt7UzfiymoRWnBqoTn6syxw9b53m275nQKAoBFjgxCg+X"
    "qXDLZgX74p54fvsdseXgieQe92AZmWrY3tx2pEaIm/O6ibVIe414bCS9Dk1oft3Y2hId8m"
    "m1tzOR0M+OiQURsRXRbkQcIs4dhZNfGFxnjrJiRABS+CZEVZnKQwhU3LMeBmz2OM+2hkBo"
    "ib6skmG2Cm6EcZy+sJAlzK6NZ1GYTGdnDgSNVlmbHzFU9Sd+9kzoPMw2IrLUS1WqFrY5EN"
    "hmCQ7PGgpHmgRUIMC83wA6OCb8ZSeDwTtbNC0GNG2mo3tg90d//q50Pxx7Y4dnUWs8bvUs"
    "b8DjVlVXD0LCB3k21VttmVxQ3ahavwD6mZ5oULvyC3cdUHeRXdKu9QuUbkLtKYRh4N8PCo"
    "SUgGsm7OWm3i5tKbWdhhcS4D0CrHjaYATo5GKstx2W+OMyHldzDwvKFevXgnJrvpEF5R4i"
    "KLegM2oLojnqV6ZCD+QpKVbXYcl4Bvm+7yKv/N1V/1Dxm++Qefouc5nfkcQJszPJIB+Y0T"
    "w5IbgrUeUZwawnAhyP/WX8Xj53X/zSOuNXPDHbnXlFCvShBpM6rL2faOWtULFZ2glHQ4he"
    "RvCuwxORjdFhlJANBiEIBjWgpY05nbUwRcTpPgp7q9wtnqibuVtU8T0wGW8NtcG50JbTmu"
    "NRz/D9RXRSWTTEdQqiWh/dKS6RzUGer7JTF3cfSBGSDh3bAK/py1SojNl44jrRoZd5/9LM"
    "M3/qzbShoJLZGXlh5MUrGeApftMwjqoaF7LBHxv8scGf4wj+HGRP2tqwqdKko24tFk/b4O"
    "34Vc1NFk9r4QWPZb+pJoJNSKMCIXKo0aXqbaq6KUpEdzDx4HtxvgWhEwow0qRtyeluIETZ"
    "QVo/9JrQxUUS1F7sF25WQIdZAqB7KFcpiASk5Qo5QfxNzMMUAwWo6OcnumTurSYifcm6TJ"
    "o7Xpapdj8FrHBoiby3F7Cf4XkdziuFopTW4YwILPgdzHp4oGcOdPeZJ0xut/03xbTBUzwW"
    "oY3M4ZaQjczZyBwabdVfZK5Np0PZBl1jABu2OsS2tnsI0G21x+HXKISeAtpIWqi6DawLom"
    "XXtJjPLq+WpmShf4kGFbXh2icMsXqgq1YDouTzR3C5u35AlFzwE+MJUfUpUCYzpO65cScD"
    "lzZWd2JjdTZWdzSxOqWS2obq1OWoI3XX4kARwTqZBuHadxqROeMuLtXOij9zvv/xO+xxCh"
    "AhUIXdZhhtpYA2181thZRT7LBRmeneA3NGvqiaheIFb8TZzJeYOKjDRMYlxMSHBYniIt4/"
    "CANE3ZcOMuCNcwhb8SVrHG8ubK6QDaWsGYxWMXKtj6ld2yhrBgisfuVv7mGZ0u5QSfGfe9"
    "MpQCpVlOg2imeeFpkahazT64ccrA4j2avk3hNdK7mJvv+YNNSxs3ikfEqTc6BOiVkx/S5f"
    "M+0Lw10rKnI383n7wtUtA9oVQ+U7dXBydPTDmf54m3a6KonmmL0bJUiRX9SELhr7A1bIdp"
    "eheG4o8g8wWIMEKyVrJoZ+7q0nph1Zp4suqHkozh2FYShMtmM+9kF2eZzTdKmUKQemnZU6"
    "Vr/hCOVuBxiijBjbXP5wJJSelYZbqEaGfQupwzE9LIchKAu6QAC6sJMmtzhpUq+KDpLR3T"
    "RQ6y43VYWMrNcNRJ/fCbfypBHQob53N8M6VFBFXLoZ3cEt5fk8kYm8xzzuRFRQXIPxaEPR"
    "0PFGvJ4UQRqKU31sCt8w6LML67de61S6LmuCQyIarP0wu6NrYRcWdmFhF8fkBsPsHQg2r2"
    "mRszmBVrsJ6nwyhCofSeTBY5no9btIYgMHbMvZNNX02iijVqTZfVatgwzeQRwyfetsmoxa"
    "RvvPpGXLw0QIJaIB5zZ/z/ZGWh3lRY7g7/4FE4ehb5ZrTgkGLJAb+A15iSc/qlaiKTkOcY"
    "zgVcDJuPemppKp0j5JSDvyx+D4EKtKHB1jqC/sYWjPUyXBTYIFfxgdsfGMzomJIDSkQ5AD"
    "cMy5Fq8s0ZURXfge11psFiY+TLT0/XC5f8nIQhLz/VGlG4JMPsmJosEEcJL898fci00hS5"
    "QEcT8AsqdKxFwWPUmht2MEHtupwBaqoh3qQ0k03yuc1dz3gUbWofNA6SKtS9m/iDpgmJ4K"
    "XtoZKpwrrCD2xvkgVwUEB+Z7QQFxiQTLVAwPtcStFElQZ+JeuM6p67x0/ic5fX76ursIes"
    "avBGFsNC4pvR4zag/mU3HuZjVvDv3h6XqH48ATHws8QAbD4wEN/Sg1MSmGsdtJqESCWTpy"
    "5oQATgKebhKRexmpvCMw6yAcIGCglJ9oKa4iCeqj5KZQKVHE2A1PTBZ5g1FCFtCBANCRdw"
    "Z4IqvzNgSIeP0E9dWW3SV93oLf4rTujd85SuCwzvjW3C8aPy1gNQeOX+pg/PYNYtonpuY9"
    "XVDO1GC8OmnE1RSucVtgayblyzfia24gcEuyPRCM/WQCSVmHBd5iQWMXQBh8ZVAfqheyiA"
    "lEGJeyPJXIDbMspPIzsdbROTt43uYuLn8vI5GqzVTkm1Q+jSgL/Ue+oGo0Fq1j0TqNcQiL"
    "1jkotI7QTCZB8YwAc2TwRjTXAJ2bNuAQannCt7TrePfyUyTB8D0kJnYohTQ0i18OuhPUKK"
    "JUokQfs1AGizA/MqtliBFbvR3TTnJ62qHIToHclHknRSnyIXCeqU4r4lQenEzLFmvLiGGJ"
    "BrUMZd+VXB0OUEA2oItQQjagiyagW6gJ2m2ccTg2hGGAt3REbxaDOg4OMbDe8fhovdxLB+"
    "lmTleMqKNY8j2bXm1Fo7dXcU2dEzFeSDucNIeAxddum+hvduXGwO+XgDoL7m2GwTPmJMG9"
    "F3hsxl3NgP6I2xVadrrD5sLLhMn5gPXqyvQb18ZdbdzVxl2PKe5qqyRtlaStkrRVkrZKEq"
    "9AbJUkpkowWyWJQw62ShKfTGyVpK2S7EVEts1xk58qmhoz8niUrW0BPGyU7SsQbKkiqhaK"
    "eipY2uFOdgTI3fsonA8l4nR0lVDDE4xNlWOXUCEM305ABQLU8rkVo+plDYgR1M7CGAa0k2"
    "xd2pYPky1VoiVMN/twW0VQ2HVOWyYXdO9mFoMZ2tsS7rHUD4Xx2pbjBVseYcnZR1GP0Ag1"
    "+JiWK2yEGmSFDW0mdBcmsIbAT8B8hEERHpKCBFyHJeOZwz3I7/yDSSKc0++6Sd693HMzHE"
    "H+zjoYoXg85EUeGaVFJ1h0gkUnHEm8Z8dVYbu0/OAnnjnf5TjE7848BFub72kvZtS/d0sa"
    "FeLnkP5TD4Atr8K3SGqW2MLXAS6bA+oZwRCyGu/U4D9xJrIZpP1gW+bJ8SU342Yxc4WQ4K"
    "j0imfnvReZDrawIfWdh9RhAx5jSN3Ga1EZR0OrA+3Dg+R7MSrozOGJyobWsUvoWAb6iVPM"
    "jvOzUXYbZUcWZcdfjrm/o3y7FZgHPkGxi8pvneQYwPxEEVn/xJlwsj74Li5x2wbgR/P08r"
    "ad3mSfH/AnoZyEhXO6hM3gSgG5jgh5QO+1mDxw35MsyeqNCBjMPBaH0SqtghD3YesrBHfz"
    "SIN+b5UZjPU4v2tLC23w3gbvjymydMDBe/GmSGLvkGlfFyV6600bp5nUaXE7uEXjErq30X"
    "u+S88cyk+bVda41GMO183IFGq1bqqrxKqUw5EXc5jHTeuqtEBB5uYJaqkdY5ZLyMzVJLv2"
    "n9DiVgPT9atsHiaUU2BuV3k7g6aUclbTMowmwjBfzkJRuzPxzFt6a62JbYwWEm6HaYy1Qo"
    "RboYVmAti7uW7zfOgFY5NHGCVksxI2K4FJYW0pK5EevgcZGe9iK21kcMVcwRoQv4I5pWxN"
    "77vSVW7rsHhUoGgXGYew9F04WTmEPTBoACCDzDEdgwsvQ9hxyH35NGqdjSQB13BCx56utW"
    "Tf9+4c6y5qNN1nfNvECbPxbxv/tvFvG/+28W8b/+4v/i1iqHm7X/YAhXetO+zsKYianYf1"
    "bbG502ROvbs9cvL14vP7y8+/matAAuMmx0Sec+2DRltuMHnAcVMRsZ4R3xf2HtIoqTI7Ox"
    "gKZcoeDIXdKa7MGGgy6A/fHgi4X2Ky69Lrce855Usxwp1t7mrJMrWxBz3Kke8/wzxFjQy3"
    "qRAa7rS9e1Y2VTEUwRxTSZK0JoTBPTx5qWCdua7TEGLXdhABHJ6EbPIPo4Rs8s8m/zCZAL"
    "YkaT9H+XbrkoqHbA/cx5d/NTiS23JaY5g0ZGD1Ht9B8rlTSGUjq2v+LsJU9w2ZnjRmuOFL"
    "t0ViO1bXtWi3xi8tVkkBSpM4UbiU8V3mhMvAdViouqeJa+SYiPswCSayvY+u5Vpv993cdg"
    "1+7fqma4oftuWazVrbrLWJSj2IKLXa/W1z1qmywJ6x5u+JJF9to5uoVKONxeCWkI3F2FgM"
    "JoXVYyxmb56TxMeu61hdvGKTDyWvNetbraC5M9Fa2l85ZDKHKdecLg4jJtAbogYOat5WqV"
    "eUDjuHpavzovq5qdaFqjelXu9DWa/pxHpN1ms6Gq/JYn134jtB+NfjYhvxVRuFj0TD8rdh"
    "6FPSOOpUQ1+RwB2/wbZEkH1iIIPLWDUHF2eagPxmZS9ikqP8LVT1b1IR8qfvwbdfvnwsbb"
    "+3l1Vw1bdPby+u/vDiv2oqtCK2KTQ5r4uquXFCRoBj3Ganqc0CGkd/LGjEFTm0v5gnMLlx"
    "JqO6JB2nYbuD4z3RmBMlYg46ZBBFl/DxjATTo0SvpoaLIZKoRoYdR5SXDw6xy4ONYWGUkI"
    "1hIYhh5ZqoB3bjAwF00Ftt+VzT4QiRAO/pXTJ9FwYx/bGm6L10ldsCGzABAuBQRrExuHU7"
    "U/PSuOXHDVyH84nBWLxgArEnqFFXjZ18KODzfJi1Rlec8as1DV/7uulmfEA617Ae39KWvx"
    "fGINqY14mNedmY19F4BHPOu9EjiTyQipF7X6ccsJ//O/ETGXzJftEbOUMTtPMjfLt/915w"
    "PA5D31xOGdWAZXQeMO7DCyGJn1MQEN8QCy4GLDJSpoa5mIqEA5bUJ8oYt/NUG1IReBGlpb"
    "LV7/6F5LER44/26YjFdGEYfq4TI48981MOzEQIKycBtzfDBVNNJ2AXCQSqadeJ3UScIQ8B"
    "PNbso8ZmICWa3YVCXjw3FMoHEUGOqewQK3wX6HktBUEgW8BiN5WQUHyiVXa8pNQwXnL64t"
    "WfXv368vWrzPrMPllndNbFMeaeA18so2kUJjqZNOu2OuWAldvvYCAEaY9l2D1cDFw4zJtQ"
    "cBng//tXcTYVsHZQKCN2UKjFre7dUbcx/+FIqBAkayegAgFq+dzOQkblzI1hSMVmYhBkYi"
    "yaeNuV3YlKT+0my4VX27Rlb0HfIoNqc6lfJcFJY0YLvnRbJLIidd3G9NWXgApnv1CO+iZv"
    "mcxowH1L8afoawi/U/3N5cJ9zod67qqXO/Yzi7CciahcUirfX/ddw124PxfUyIsf6umEZ1"
    "ttIF1qGq1rM20TbTbRVg+W2ETbQXreRSVSCTevaW5cIsMMuwOrCQ6IpTjfuSAfacSIWEBc"
    "8NNQYJ/FCDJkm7uCci4o8vZSKlJhF5LAKqcVU1xixSzNHZ1CisA8krlPYYm/auJqrtooU2"
    "FuzPpZdZ0GST3KsLND5mEwhU/m3TpRP3/eop6DX9Xcixq+q2YGgpgGRlMVCyS7zwV0clv4"
    "Hokzz1DmM9VH4kDee8S/E4gDIX4DHtsVvxFLj4PlKA5nRnqI81vkRi/IDSEemdPEIRaFUz"
    "ASSoFmEJoLzvySORaXvXY1pPT86+UzJkeV7l8wA5wvcfXt8+cO8yUAB3BPIrPw+5ZnSxwn"
    "PAaaS1pszFCwMXvCwKQVBGWON49/SK/foSIy1UBwPkiEkctZLJQR/x/fDTP+v3HYh2m7lQ"
    "kQcp4NvJGBPEpEmF2/zN+Qy5+/aDKdiRg7+OnKEXnkDnrkxNT3eziztyIkUKOjMfHNDN8y"
    "1YAN3xtxisSpLOU2y+ZcYrCztCdIs2Sajo8hCeWCjGcy35Dvr2z02v5lQqMo1OR9m2WSET"
    "xJJjvSa+84uwVkX/lR3P+A7rj85p6PgftiOZhEEzMC9D1g0pNEeX8my73scZy2iiGerokh"
    "nmpjiAEV29s4+l4jxRyCB+NWZcK4MTKe0cmZQ+eLeJUVgE7oPEQddr+HhmyzUdMIwua9Ui"
    "PEbYGtioc25XefZNGS1PhSIRMknZW8YJHEozh8oIGJX1glw7x9bsRbwtbhwggfwZryfUeY"
    "JXtyCcMk7sT1Gt0A2L6MvJj75Ug4Pw6ZDl1Bx96c+E1HBdPmnCTNz4oWD9+/XTuTkD80Ym"
    "eCXAanAIHlARaUOUnwEITLHqY0vr94d/np/CM/mt0Xzyvhp1QZvaqd2j7nUDBejeYmK79M"
    "hHnZf/J8bj5TzsUJ99iicC6Uv8ygqx5t6bxMUVZichb0HZniDg1XJiPxclKrmEml+QaDkV"
    "ASxJ5fENEexcFgdQQ6LHqjAIoku4vOmgZnrzi3mcDxOGC+Qv+SmKrEKxOd8fZVnzgL/YkO"
    "Md1sj+YUmA1RhUcfc4dZ8lmAdjpOIn952sLofHnaaHTCVzpvoBPUsUI6vFnYwik4RjCjLS"
    "PEBENGNdx3h1pRdV/NQlpcMRaDKcSZROR+gFK0xaDYJbTzYtAdNiGMSDCYtqm2FNSWgmIy"
    "BbZUCrrnIb9DPdINpdE8+lc/kXa3BbpYT4Cnlufuu/Usd1EJo9p+s+lX7rra3Enhoo2FuZ"
    "cxnTMRMoTQIURRXBFGTwcYQcGHNBrqQXVj4s3ltv8+yZlUUvqCEXAx/bHgfiPjr59xMlv+"
    "3uTHSP36rJwmXdsngpZzA/5wbj9cXF04Uubg7TuX19l+qpfFVj8rdySyhbNi19jC2ao8be"
    "HsQcaaTMv7nlTYtyvD8r3HFj5ZiQ6mriOflmILhOo7c77/8buzSGIBxeVyDbntcy/i1Xgw"
    "O8UfVZNQMwi3QoY59n6rWlh4PQE2twKyndOYgD6ty2BdGVNOgwPL2anuD+QDkyBF0V+4DK"
    "DKbAllsny/BGEM8ELosR8m0RgMpNX+AYZj/sLTMNLMr2hX3FSk32FVwcXv5x+/nd9cyh/f"
    "fQsJBBXMQOgMm+q/3ukuYV7AjdzRetnoN5KWGLNKO3fSNwWzMd83zxyD1O2WgWyPHvPuPG"
    "44dt4m5TvscKNcfz1/d9HBzItUUyyhdzsCc/vfGoyOk4gzkT/jsQkX3aIgs3aXHQrk4wtT"
    "aQBEd0wiep/4QlVBIRQ/T+6ohD10zLy3Sbw3591raXffm3tmHeZzigEf+B/FjyhoLpd7wN"
    "NZDHVQMyINaA/WIX9foHmGoJoZSmLHMzonI/ADqQ7dvqmitkqOvKb2MmZpJIrvpIBbYrB7"
    "epu72GMdLf2xkLNkjcMNZcrhYVdksfMd5TJIcb1HGF0A2OYoXIBctF5suwOufpcdHnDvri"
    "44JzuZ5RBWmghrXB5sAsWKxPTgp+5IagzNKbdWYVYo0etKiOqHUaYwJ979PT/OMrhxQJcQ"
    "74cGHj0daD3qz4jOuZs9SiKNcbiuDLtIhdlbkpY5TOSGNy6MggZTnQtgOoXJHEgDQ4rNC7"
    "LyQ6IxO5ptxTrlEIpLb1MUMsgnnsmOdqKbnairk6mqZ8yB1l3BRARf928dKlZzHymiRr0l"
    "aoSY99FFMI5WC5hs+gAjLUFQzJtCSVFNZrg304ySCdfEHTZTgXLADlguyMdsZp76Za7IR8"
    "6oF4mthcDzCvjmGamDc8StuDsdYKOxIKOBeoedcwxl81m8ozIafmQmA7fufN+ZkUfDbp69"
    "VWZAwRfLWGkSXa1TYlZyNzVrDUk8lZtvc87VRNejs7ksuESEtyJJGtAqeboMI8BByLIkN6"
    "1Lcp0wiYUhoOSyr5JVO5ZLF4oIZf7OE4IUhZS9hYoGF5DIQVKmK6RMObyAlAhGyN9whHJP"
    "0Ut3K6O6ghoZ9uoCQDENpryglAqTMXijqpwiybYO0BrSsINgCvH6AQrGVkshl1Bquxjqth"
    "oZdt2mrBbTQLotoRrQttpOCZU8KXpgtSpZuM7uN9QDpjWfi2dsidFX3Ca7unx3c9JgZ/XA"
    "bXylO2bmVVsm16zMNtVRmfY+SEZ30/Wti6WqRx/GkqnL8L/Du5Pmuin5vduieGrkhaN/qG"
    "tb1lCJQQYQal6S1RuZLCXOvefTFCyvbi1CPxIvlMHo+VUuBB0EFaS/1bXqgiCEPERT/dVu"
    "HtxmVGLGPDtQ0NZF2bqoIwsY8WWt2dTt8EopLeoaqduZN56BlkUCSLoPo7lu97VjeU6NOY"
    "MF0GfZP88X7SUVMPCMH17jcLESUOiAH1xIRDLAOUFfLz6/P5A5QU0NoDeN38C+CaDzc48t"
    "6beCRkkWAMwybpVeIsMcTrvJlFAsmj1ji0tX9JAoMByVDfL2UtGSY5dO5rrEcDR4reE+e5"
    "VQiubpKKEyOXYJpfCfdAudiaNbAFerSAnUsgvFrzKC3BVIBoy1+xRO+J0BMCl/mcvlCEyZ"
    "pLFUF3Rk3LolwBaRdty78fQVFM1CKtIMWEoSIh6HzjSE4BC5h2I0bi9HhLWddb5FwcRhTD"
    "TY/OY24On1mLVbVjPhQ+21gnqTiIppQmkvapPG+H3jvFS/Zl2tXyPnSzR44XYfBcsFZAuE"
    "ACfLnphMJhMjBmfX42WuXNhm5Xh9s/VuFdMmsOg6G6lMh1l9XHv/omnXNOFkZO0GDWKJe5"
    "q9JJxSg0WfE+Bd9VKlQME9a9/5oOdVL6bojaZRmJhNRKzS4TBkOg1GvJICUIfq3SqrzVlG"
    "IRQJQ40o3zLz/Rs1RzNdg9sEkDOAzbEIo31NPeYuYtQt91SmHCYmWf2GI0wx2dEexyfzY8"
    "Ghy2ny98KPQWbxuZsRtesizU0i6iG8vEuApnrd4cnG4tExSsjCnBHAnAu90vvBOSPjtpnO"
    "asvjsuLezOUDhzh3OLn7xjnvF3Yb0/nJGtQtfO22At2mV26E3H4JqBr0GN47YjgEnb8BrQ"
    "ITFLPa67S2WsJbvz8S3+Pc4f/+LtsncpHR9OM4/F4H2G7vMYajEMo77oGujGYhiMJ5IHLX"
    "z0NIX7E8DaGO6tV8Ck9Iv0r/yK4uT3WQmWsQcHnGwrqfU/s1gnzT76k8SvysL8UtY6HJFp"
    "psocmHH0MoaKT26aMCEWof6DomK5YP3BED2UXXWf7+ECynEw+6I6UwgKwHzxCyS+rQqoNp"
    "9SJTl6NGkUPloW7KhjrezkSyFXBQfMuSKee/quximVC7dXv+5ZcWcFt+VXPHZ/iuHvUxyU"
    "3tb8BDB0H9LtuJ3aVgp/1nmexcjcjhvgPNwDSymm3/gonJ1ChHm16PQyCdcrO3YTQRXejv"
    "+eNAV90hmGXCFr5uHGXzgZERYIb/i6GfJIpThEgB6OyBE+o6LBnPHH6ef4fmdHU/dj893g"
    "ZYC3P+7uby9y7DMsCHB3nE5IEfGSAsJCUxGm+79d6ok2LeJZeTdH+IN1aoy9ztEdEZLFtD"
    "sja8YzR6FC3au8mmfoNhSKjw3qjllIfyNCGhJr+xTITadVT9WTPkYZQ3CpVygfJK03R0by"
    "ifNBxpzHtJgjnhv5HxQej4Iff6ov2KwLYH1UXSjrwj6LEgcpYRTFiwaBx0x5ZF4+CVy0DR"
    "OLY75EC2koVNWdgUssPFwqZ2YV7Z1pC2NeRJZ4ya6j/bjFLLG9RuxqnlzXE3I9VAnaSD9A"
    "BElud5uTQCkdJK87shX1aFBH0ClVea7dHTLW1DR4uasqgpi5paM/mlY/eoYUYSNImIsG0f"
    "m/2Ao9QZUBdOM/CgQDIIDM47+b5vFGKKsz0WYxn5S7sOoAUceW67AHsTSdiI/jPxepmA2s"
    "cczUeuFTuISUM6YKiIEqJqagGdcdTvO1MtW1R7kRQqz+J0PGBhpCOOOv/iL6vJs7nNZIUM"
    "c5I2HVnLrSNAJvaBrtpKv0mPjbz5PJG2ef14WjeOu0qKfB73+UaPwFgiPc7bthlCmyE82g"
    "zhcGfH2SQUcgnZJBRiQdkkFIIk1IGnR+zgLNQa6KCyI7+rcfbN6ZHf84H3m/Mjj4WLNyZI"
    "zgHw+y9uNueF9s0JjXoyxJxck/ioZjrSH6CpdA8EclMmQjbkSoC4NA3QJlDEmrcJlCbH5x"
    "Bd4SNOoBT0YNvCjgIJ6irma67Vgtgbp7GprJoZWoWWK5odEkycyGMGe3zLZR1Kh9fVbVNG"
    "KydA7fq+cJ1T13np/E9y+vz0tUYUe6oisFFzNFFz6GnR0Ep9fSOMp/VR39UOkO3qTSTQe7"
    "P6yKP3deY25/oyAhwZvk7V+Z9FdrbwoeuM+btOw2gltH/ahKBawbzs3UZ4aoLPRq5RGt22"
    "tGUIsik5uy3TCkUS1JKBvj0KjzFAydh8D0IJ2TQCgjSCrWXZRS1LDpnvh8k5XB8Jq82Ph9"
    "bLuXhEljh9dXF9c3X57sbmxZ7MZNyNlq/oPIzpxY8Fjbw5DeKbyJtOReqilq9putRdl7iJ"
    "BNGIZlSjuEDWIoUzJr4v8Z2yGTZxoMGLate2TOdRRkkAXZTzx4jxlKmGcoWrOAuXqUdIAg"
    "Zo0TqAaicPtPUxNr1j0zs2vdOc3hlgg7uvF5/fX37+zVzYXNHe0TGRO7p93GjL3e2SSDNJ"
    "uDmhoC5HnViTw5thY/HjCmkWYUFWfkg0B9qa0do5yZPi3LvM54hZe2A03FHmTWgxcv2Mu6"
    "0TYT4AT/Yftp7F8WLUpI8aEzsVKswx6w83N18d+appEkFaa2dOEAZUjtmGnQNCg0/2NQJa"
    "vJSJUsopMCc439KpFwTQlrzEfaQKittbzCzXnFNglsLtbAVHgxyhjJT3kySSDUnnJqqoQo"
    "VaFXGHEXozFrYB9zXDhz1pnGPJWKqIhADqDsWZtGnLIcjGJscwSsgmx2xyDJnOso3ednVy"
    "H0ba5ttCxDw0WRr1jbsuKZPk17QpouEugYxWiJmTjjdfhBFnjcs/hNYa4DiIcMYEpoBx+5"
    "WeOQ90ETtJEHu+miUCqZGVE/ralMsWnrA5x2LzKTafYvMpx5FPAQUzEn/U1kNzwUyJCHPs"
    "5rNKnsiBD1yVim5jqcJ81hpUuP2pfqrLlmSjgSiqdKjzLH+FsWVcHCAK1xEzNrLDixGvbX"
    "StkuE6fd4mxXX6vDnHBd9VKgpWMW2q2VjXhq9Mh9pNvfb+JeZgwitjQ9dWMo7cujZuiFgg"
    "whxlA4cIXtVZcqNdGHroIm2VZMvCg7HmxvIo02EXCX/T1DAQQoGyPnRiqUVr9uNxfckHi5"
    "1o3K7i12t9r7ByYQsHjMV0kZZcEjmDLh/MSCRgTXQnEI9z4Zow5B9FArtGonFdqP3dVdvz"
    "oDjZj/6IaRQQf5SC2Eo4t2LQKOtsUPiMxSTKDfL0iuL9dZ/pqRYkAiOiTFb6sE5nvUTrJV"
    "ov8Ti8xKKmMnBOKmSofROoJQB4UdlBBACdM6M/uNjH3pz4zsSb8u+rc+SFhkWCz1Nqu6PI"
    "9NSYffzLmtDWTTwV4VA12FnBmO75wS0uT/hvnoft++HtRpCmhnaJDLud3VJEMpqdTUclUe"
    "Q9tgbj7MdP4pZAw8bbDFNOaXcIUr7+ev7Z/GDMBBbeI9k0pqHMIUQxM2DsxABjWQ5ZPm8T"
    "I+NXNYcsn9diZD59pBooeLslnhHvcI2/v/jL+bePN6bLHLBnMu9GArXekSx2ic0dzSlj3D"
    "Wvi6IZelmnxLwBPshyMTjeJy7YXMswmhiWfO4Mi7mHBmQ7EoPqRwnm1RKnSkp73tSZ31wl"
    "UaQZcDsgOCRoWoxZTKzEOmjBzoslvGCRaKIJzWLJCAZTuqJCBFNumhoCyLbBcO7NGHI8px"
    "gMy2VxXNJDzdZT2V2Oj5qEzMqUhxUyu6NT0sNeGF68DCyVDmuhSNfDStjZVpTSFm9/5tD5"
    "Il5xCwHwFvzTaShmYh7hKrj3IhaP4vCBBh3WQp16YCuiUKoj9ABAGGXk5gjXgkgVmvgEGQ"
    "FmjwBCeOJF1Zw5bv5AdrR9aG4HLgG83mhBIv53zB0YI9dAQzsE2+hr9sZpKBykkuewY66i"
    "4TWTCEEZtTD0pZ4zKV6skqGOdIu3dCJKDGPWvRUsStvenMs1ugGwWU223BOn4zAmvjmjq2"
    "QD4DMsZ9GOYb8Ml4pgHDKdhSWztus0SEpY1euS8md1BzzM/3btTEL+UK7bIXGZBeIMlMsa"
    "9r6/eHf56fwjP0jdF88rcyhTtf6qdsYqLdFBBhXKoQvBbCf0LgepRDqIoUw4PCkIMDkEOg"
    "GEdx+Fc2H0LCJvzH1PEkuMBveQzsRjZAv0IJQXQPrygZvte5OaxwTnR/D+dbltmqpbIkU+"
    "VfeyHJWWlil//7M0aA2yEOKTorNDd3sU2BYifCzkXsYMGtSA8hPzd+UmNGhXdkhOvm1qgB"
    "PpWjghI1MJFSnQS8gIh2hbTQxoD22n1YRYLz1w+ibCx2mTvdCWu0VloOfufkpwJP81xTeZ"
    "YJrLbrI1sLng5ktAuZ/JJScOeujyzG/re2Mixw8Jyw2QB3dZ4zp+FXzAbb56oc2T76YtsC"
    "lugG0U2DDKAARTpSt9aotl6mvHFsvU5GmLZQ7SCzjiYpmXpy2KZYSO7ZQgfHnaIj/48rQx"
    "PQhfHRFcXE5puA+jYvVqBGUueNKzfOmMEqbr3rtmpxRoMAsiq+1P2/cWzRvVuilccnWJKF"
    "1Og0cvCgOY22EmkhLZDkH96T/NzynZ8n3GpcLfa+I63xdROEnESfjdYWTVSSiv2sjkVbNI"
    "6uHhiDsZhBlpqQIJ5v1xJV9Tsz3w7IfjQvNnJwYeAcRkaoTZSa/HAeWH55nb0FDdAs7uPf"
    "RLAhhtW120RZiOLa2wpRV7s2Yrx4Ots9gz/xunxNm6CxTRF4G3FqCIexKJRnu9YRwGF46x"
    "eXubt9+Uty9F71tm7ks0qOGaEHOTb5v12LijME0FjMyhBOAtygK3hGw+H0E+X23zHngtEs"
    "fX+e0OSJW1Zn1Jw6MaclCSTlPavyC9Ddn/UWHdbEYBiJszyX/JfCdNwRdKjGahjOxB+ybO"
    "agiK6UN7fdyvZySAzdbbbH1NnjZbf5C2/9Fm6/tLy9tEpFABW0tEZqMSREsACWzsPi+h/w"
    "yldcgwnoLWIduTQ7Yfl+Dikfg3JOIGsM4hKHy71h2gj1CFnF+40RmQna+YA4QJrIA30Lw1"
    "CueL2C12yJd73wWULz9/FiFnsOukpZP8a9+DMQssuZtzRVf3Ebb3mI2uQ9qMlYVJxD98oK"
    "uWWGL5etatsG6FdSuOzq0YVvvnbi2eIgmGkPlsxnUv39NQtYGlO26usA0ciDIVchHICOjc"
    "i6IwYm9U0TucOs/A43PFB7I/k+pxL39nN/B1Ky/v5Rov72Xdy9sp/npXcnnvsYVPVg68LB"
    "5Wl8yRSo+BdeMEimTY05ypRXgvZjHJv5AZF5Wxj9VZyu2MwBoZZsHAOGqwAvBNtms09Gxs"
    "A7eEbGwDQbI5V0I9sPubqucZqspqy+Ka5kaVV87DRFeU+4DlKEXTNW7LgNIoyq9vVWrOJT"
    "pOYlWjQBx5F30defOl2vhOlKRpffDoGX83rmLm6qOILrivnY6hjJOIXwvLSxP2Kf46VfZR"
    "CQKJ+3K/ki+7kfzs3ye5ME7IkniwHMSAo5zuhP5YRDInnwktwzN6kx+jOltH6lbindXeOh"
    "F34pyGP5zbDxdXF07pic7ltcP3QWHN2fiUjU/Z+NThx6dyDdjeFcxpMLsbYChx9UkjD5LA"
    "z5jDXxs15LVSzVM+MIwEVKfFLih4YxCReOcBSUljNrQXk4Z4CHLKEJegNqXBZVYsuhdJla"
    "25ig3TqOlKRLvz4l8YH2TeeObkb5uWUoO4VAelF/vqg53bze35XibaHd+fd+I7vK2O42fO"
    "c2gxm8J6GLSahWtbjw3sWRR7hLjtUkVN1BCKWSiKdYX/rub6LpLYmZJHkxDk9hFuNd/PxC"
    "yvEQ9nOMw34XkupQ2enf1zshIZRNWiOQl87v8KtDfMA5a/9gjtdDmoU79tN2eSc2rUCbPi"
    "fE8kyeMjKKoHM45xF+mNo8bAMjHNQQTx9l/YfRR19WJ+IYRu989vChgCE3ZnBEPg9ju+qO"
    "XqlkvddTyodeY399pPq9pmd5VjGA9m2DViByaYnT1lZ0/1yub9jkLqMPlluDNfirNckmCv"
    "E1x8zpZgvBrNTZZ3mQjz2v7k+fw0p5yLE+ZyTcK5q2xFcMugjYgXjP3EwHjvewQYG43JeE"
    "a7jM/J6JDPzrmdifx1caqqJ8Y7QqkDiXyPfxAlwZmj1pWQD+xuh0RUnr/cmX6Ga6YOF0BE"
    "F2EUdxFdkXIowpOnREk0oridKsgClPvBHiNK1ly44zAJRKAdYoswxxOXCJshEO3wAs30qM"
    "FzmQedJkKQJUGqUrPQRgtttNDGttBGjVLqge85cu73/J5IZNBVn7Xlf7Oax1lEm0poLQCy"
    "IMZ2CMjCWtoMgTyHI/9fFCyA4N6bJhGpAhzPhPGXYV3A/uPGxZSLgQlrr46V7OmeWlBl8Y"
    "cqcKU3pdy9XI+btPWxFn9o8YfHltfcQ1/9XR2lhcb6oq+OKCgtA0K4HnVlN/EXrnPqOi+d"
    "/0lOn5++7hIYf/2qRVz89avGsDh8VQG3SbVtIJqcArVkrj+c/3T6y+tUMqUz8EwKCxJyCn"
    "TAYr7LJ/yvjm2R+heMfGGTJF1Osfv++10ijbKPx4JE/BfHfB+JUIlIt3BFuVi0Pwu3mKtj"
    "lJ9JsdFQigLJELKlabcV+dppkDHrp0KDcbRa9ILHeaosVHXyOJzPvc61zSVqzIH4G6G04G"
    "WHVOIcBgEVppOxfGqk+IWTvrCAtsnctyeyr5BmaD/IZT+iqrtl5jHcgUQHG4oJkTpWNmiL"
    "W0I2aIsraNtrsBYZ0400V5fwLM6wbEK4O3bSEI6VX7qbwrD5ZRuDr9fZiBSROmcQ8claXb"
    "nO0otn4ohXQQlNy8JOd9AEVivB01L5eHGDCLa0rR0XnBil3ZTW1YvLRQDxN1EsLgrFq5PS"
    "ddPTy8NzbHj3xIZ3bXj3aMK7B9/XDXn39OKb18Rww3V8Qxy3TIYZW542P/TD8IEZVCGv22"
    "UXf7tZH4zKNtnHL59/Sy9fH6E6+EagqngLavfE0Fpl00BgE0kt15gzaRpGDW1AN4uhSD+c"
    "LUGwsN9OcMYxwRm8Ap1r3Hwq5xSYlz336dOMnnzhou3VvSFx/+k7j41SF7cmhE1g5wLhQL"
    "DOnkghkVQmYoSJKHh8I44I7kJRFqfer8iK5xJ8BrmnGEoLcIGduSAmEblPU0adYOuaG+xQ"
    "oqmL20mgjVJLhSUnyDJH/EZUkoOqCJZDD/mZf0c15a5rq3W09HiblFxTfm9uz6RCKctuT6"
    "U6FT6aZgS15JizgpdPZPyOM4B2WLYukCMmZI9nJJgeZQ+SPARsuijKlMNpUVOM4KnfcIRy"
    "t83pUYbhLRhgOBJKT0XDLVQjw76F1OGYHpbDEJRFbSBAbdgpAlucIqBXRQfJ6G4aqC3Daw"
    "oZ3dgGgeh4F0aRxJ+erEPKFC5zW2FmOINKFBvhMzdy3uaCu7zcFQP4fihiSHBDoXOchU9k"
    "aAKg5elzYCo1TCoLwweIK81Fb7QzFUoMRFvPJjdsR4/cDND5e4FtajSDLXG0GBiLgTk29x"
    "m6C/mURJ3aEuWEw0n3CB0K6lNV16VHBt/u9D4U1Y+uw0KJh4RLCkrYWYqUqWh2gypxIHCb"
    "GovJD0lDjDqjqEjuHkjwGE3CFYBXFWdl8XisiKaHrmpfvr39eOF8vbp4d3l9qbLY2V4VX5"
    "bFcHVx/rGWOLgz65CZEWDOXYuiIQUv6UkOO0CXLQhjxlotJ+qm0XY5RpS/aoph2v7u6FFZ"
    "cUOCmSH+cgrM2+R2tnJTpKU08NMTAynq71hC5+qQF373UEz4csWQxlFrX/SoIUYdVc+6PG"
    "VyG57QbNIDo4RsLB1BLL2qknpgehYzzIe9ImF/Z11mUhOpUfBHn9LocOb3ndfYc5j9PcAb"
    "T9ZF2OUVbrvg+iS7uEVcvQy2LEeynYDb+SnO7MyBphP513njqaWYXkZ8X8ACoWU9dNph3J"
    "PWdAzcyRMb+wlKBqWR80KU3QbSbSDdBtKPI5B+8G3PACSc6lgXtjQU/u2/YEj0XTMq3cop"
    "hsF38bqwu2A8DnujKnuXKqUR0X8mXkQnrlOg279YIDo5imd8g81CX2fjN6cm6qS4cxTXIj"
    "8hJh8oEyJIx3mKcDKS3EREHz19N9M1E4ZzErzzha88zmPZqkSYdow80jOYsCr+xcR+kRVA"
    "0DOT/3/l3NEpFxKQ7KnC5I4w2rm+REOMOQQLxnlaiyWGpwPvieGcYVtigsS8E2UmsLGOsd"
    "ig5O3V9ejGIPxAwrvZCyPbo64NvA8z8H6M1QZCR9paA5sf6Zof6TMxgozjpgeMeTakLbcP"
    "vOCgixI6sHIDlRNclwjJ04ZtMiF52nJzKuRWjpQupBsY8SYOuQsTMagoDRTI7gcCPgSfyv"
    "lWukBOP3fUpjL4cTDnP47xxaUESnyPCC6oKcdZK84k4o4nrNaGsUmSUWUXNe2/GSXVT6q7"
    "Vtep09YliE1l0ylVedp0yhF62uuiY7142zsMjeWKPEY+rrUST07MI5c5DXqpZMMFnzEYLy"
    "gjl34IAIM4RC2Y+jneXkB1WuyCgjcGEYl3HpCUMtuqbalIRoC60epnMq8XIIARCpiafFN1"
    "6/p52qZMhF/V3PfztFYmUjFt20qjQrY7mZyYGhOwSZRPIOuFw3tXDforC2kqoh8MqomJf+"
    "bQ+SJe5RMB5be6ea2tRNeqwufFmgqfF/UKn4IbUjf/mzRcmQhvYzwxRYO/K/D+H8lkSrkv"
    "J3LML86c52KwVqy0H3StJJDv9FvLpudsJotJnDQos82di3Nq1JpNtZCm/K6tDbMtNy0+/L"
    "JPHNCJwy/rlKP6srOASV8EdH5nlW+LOg3lkRapx/mB3Rd+yFZvtuB+Xr1ZK/kX3VeWsxV8"
    "G4m5u0FoOD9g18WdQn3yn//oEf2AjU2nRJkW93lxTeYLnx8Z3MCYkGjiZK+ezbcWg61Su5"
    "dIi0rEWgh7oJPU6hVxVSR4PSZ+k9kE35xkMBN8BWRvDFUXkMfYmYSeim+lUaTL0DbLJiMY"
    "gmTehRMqplpzXjMy5ffzIJ3Eb+75KCYqk4jREWTpTKyyMhXmwwh8DbUFnsF4cbbkdgHsBY"
    "CAI3E+BIzeZAdkBEPYATnqHtgOhjACUL3g4CgOH2igOReag7oVMtQhXfGWmf43We89BzVU"
    "hM+Y2zW6AbF7GYXxvoJI45Dpkr907M2J31RBxbQKRdL8rGjxcPvbtTMJ+UMjdibIwdgJnC"
    "R4CMJlD+rlPbc2P51/5H6z++J5xZFLFc2rmksN0yqC8Wo0N1nkZSLMK/yT5/OThXIutu7D"
    "0/fKhlZ53Mrt1GIvoxtIh72a1eJlBdkk8j0oWEuCM0etH2Fjwi52iEhHEAFhQtavKmslMD"
    "KPt2pocXvSecO9uNaqVmXxRJMxHD5yzl7jEK2GFLNHUOrB14todhCtzXncKW6rI0cdwa21"
    "5dv2HtqKluuAwavQDmyGTiYgOUKp0DkGykhJNqpRNYhlMVnBH8zr0DX/wMB560pYN5fD9V"
    "DDuqvs7y1ybF51d9vSuIGUxtmaK0w1V6lK6oHrWXXJ7/ktkQigqzIzL8Mqa3i9IPZcH5SK"
    "Z12BUEGEbSqECotoc4nQObcI5/NE3Cbrk1DpYVYvA2pNtblrGb8ofWFtOQ5TI1rX1vrYKh"
    "1bpWOrdI7NEWg8LZvjLgUS1HDPa8qPjtgbp8rVdeQTRdegKk6oU8jl9asWEZfXrxoDLvBV"
    "xcJPNXVdzzYF8oskqE38F65z6jovnf9JTp+fvn6SFHoO70MfPP0O2Ix9TmlRbwWFfB6Hoo"
    "9WKAJYZuC3bWMRbPNF23xxyzAQ23wRZb5qIM0XgzDWnMrNmOn0eswpqVuBh/ZY5n7SH3zz"
    "2mE3+5TIgOfE29562CVkEwgYJWQTCJgSCH0mDpBxHE/TtgOfXWN2hLdlM/KxNVlriBNdIi"
    "b/1l2bgilftzn34kCsmzvWeZSPODGJpjQW0MS8INaFwMcdFa1gYGDMfUzFP5Yk0OXP+r3z"
    "5nnu/z7J+VxSXYKRcDFnDXfq4E0yYWQ9EL3Jj1HOurzNm9ooJ4KcsxL+cG4/XFxdOHLlQE"
    "DfubxWK0fXs636Wbk9dnqF4lVDxzj9tyZ3Sn9RsePcSEqj4ZnNV+if23x99dkL7qsuYr5f"
    "53MvrjxV953+eborq0+K6XwBQNvKQyof6+9fuah667EfBpwG/O7K3evf6B9Qv674DJtEtE"
    "nERl/cJhEPKolo2npp9z2XOthx7z3G9edKxIvxALKLL1njeHM0skKGOyhJ0j5X3Ky653eH"
    "cDDSmOScxgT0ZF0WzQmUIs3uUygF5XeXeH7sBexneGwHvcff7BHqg/gpFy4DGLUIFi9ILW"
    "hfhLjFJEpMpkaZrfR6HEKB55kLBXqdZPsGeimu9i+HMPKmXgPEZHOCPafeYYu+zxe3pqxP"
    "c+zQPlH4g1gy6zUzvVLAs6aZaJ0Wc/Kk3PW1aJM5hPvk2OL1lYyvxh1sLygdNXZRyZcVjU"
    "mII38AHPoqroKuPqOGVxknUQQlsBp3tnE/lal2OJHPtHnlZUznonUWdO4BRwnqettXJvYM"
    "0IrognuEsQh9ted2hQrv/EM4OmTUUPRSEi1B+U6YiKHW4iMRQhADEknaKFmOh3Da9x3ovd"
    "0DVLZDq+kFf46uzdX60tA69WAK5EXcOi+Q56e96FAGJz/giSiT3gt54BIVwJZy8TyqqlHR"
    "LxyWF3eyRqrLgsEeayLf3WZ7/dxUt30MgynISGwqUeAbi9ps32eiiSZMWxF7cM7df5Divr"
    "ReEnBOJ4EmzLa2P39Gg7c3cq7xlJXWflv0zWWIkbN41GUYQo0Us8kFANSALmHhGzPbzm5F"
    "EGCWte0zwpXXRHQzNdo2hxRvzlOXpuujTDmwLgdKVarfcIRytwhQlJnCwsbU5u7bSUlPix"
    "5z6AlHWeYrAADSunoAkdiaoQ/tIbx6etTik5kmvBGnFpKzgF7sEqrAcNoJqUKE+bwSU27U"
    "65ZC7hD4GIa4LP4aAf46XUM9MDvHmt4Ubno426WtACpapAEtvMZ+60EW7+Ud8XXQeZLt1l"
    "YCepu2JIgr7hVdXb67qVcjVCyqPjYGv+uNuCk+eXQ1xkxqFPQ2agtx2HKFAy5XOJ9OIzrl"
    "r3olEmsna6sXqhe77YoZRiSlU7NZBWGL6oY55cIYOyEArWDEilRZ0CZKG/trR6HtKJVHsW"
    "XFQaU+weK5LZ67MbJ2iOF2i+c+LDz3OUxfrg02diWqQiApZNMJARUDRFLoAYhMTE2akWys"
    "rhokJ42VOSUsiTpOEz191Qof/moNPrw+C2JYrYxOLn4///jt/ObLlfkuzVDi5K49Pnz7bY"
    "zM0vV7SNV3Sh0LMJiEH5lMde07V8/3m9kcxJQAdwuc84izlttt3GyDFy6PPMTR/gbea+Tz"
    "88KU+ykRbgl8DAHIRaHWRPIeXv0Zc/78y//liEZjE2ix53Bm0+gRDgFuBl7HCf805lf1UJ"
    "3Sm4xm3nRmLqSUCreUvi0WhyCliWesxVIS3PL55E0mPqq534tfjBgtL8fN5Ot8to8AKgZO"
    "vOQLfOVMQgpTjWOH/hhT6Ggn9sEi9M2jaVsTx4vnZvKQ1w9OINyDHII0Tg13x+mwtgdx/p"
    "mQCLy5IQjjT4bC+NOwhAEdKWkqEKhtwC6PPxuqqj8PS1UFXlFXoReG4eb487A2BwgjphB3"
    "LJzm6GXyZ0OZ/HlQMvnzn0EaxJklwSSiE/wCmetqrNd5FdqqamQCAcecxZhcijn5YcZmeT"
    "1uNn/g/j8yPkOQegJp3gl99Ii+4ckatuvJcUvhmswXvhhPKF7dyV5dDZu+o3645AdEiCo0"
    "KBqOmwa+y0R4C9Vk6FscCHKE6Z4i34JfkR4ft6EXfEqFfO3PYIC0iut5xYRDfR6rkSR2sf"
    "qBfcbR8RolbgGVQuSQL10Xdb31fNbHHIV+JWQcG6+T4pZRKUA+JBndE8+nE+NTpEqG/Ry5"
    "F9gBGHJRAiE4U/JIRZOAKNrbECSlYY1lUKPDLgTNsbInlsdhTDQj79copIyiox7qxuafTR"
    "l9ncwxJrEZhB8B92jK9irhULjvRY58dSQCmHjw/LtE7801d+ar0j2pQ9+uXGruqs1JsFLG"
    "7AxUvNT9Y/5u0zBauZlVy4+ACOr6QWxyw5w5D0G4DGBOlZyRB/UJAEPjh3sfpu9Te/rZFg"
    "1NmFHRpoFMuJScZHGE4NGmRipNmPAndk/ZZb0Qvr4p7uYCVFsijFFCtuYUQc0p38898Dkv"
    "DrpKMFXUmWmsthzO1bWev/uu5npLGPW9gJ6sLePKrnJb1m/dFQk21m0p1itQENRYMWiimX"
    "UJTCfLQMhzHM4XBBKM4JeKwAxfKNSvl3b1dVNt9VdaqSpFKy6ulYBVr0oHgeRLwg7+gG9t"
    "oVhNnrZQ7CBtfaknamuhuVIsI0BdKlYsLnJSzQ/B2zPnu7rJd/hSlIFJVesxLmWjZqGlSq"
    "TXr1pUIr1+1ViJBF9ZB73dXh3PQkaPsm1i6fRudxCXadB7g+p1h3LU2qgJVnnAmjdsM1ki"
    "wdyyC1p+CCWYdpUdoHhsUAuhhGxQC0FQSx2BPfD6fX4nRNw2O+JNO3XZ0KH5sd1X6LB+/v"
    "bAYnzdtrocva1VRdEGQdpv6yKFPZ2sDdHml7ktY7S0RLG5uVaQI7CeMWfhCy0eCBxWdtM3"
    "AkZHoHeM6yz50pvJ6d9esEjiOqqit5tqg7SF3yolLG6hidNmr6CZjW3jszY+a+OzxxHxkf"
    "qhthaa47MZAer4rBhlAykvKJecQdPQTDG6QpEq9LNshditNdRpm+Zc/Krm5lCnteZcUtVr"
    "jJpm5GFOskvM4QtjzCGIhIkSDk+mJOWL0wmmkjJ5vtb53ww8zCl2PxS4k3lJQQIxU6YEJC"
    "e6tJbeBmKwySZpZ3A0UaMP5WQvPhTzoiCxqrnZUlRVMvwyyt54eEKykVCMErKRUASR0Hxb"
    "9xqqQ8ZzY+XVltk1Pd6C49VTug/Gp/fEN7Ogy/nemvsNBk/DtIJ9B/WgtK5N//zCdW7LsJ"
    "4YMWzSNV/Ad+7omMjoTjbOV7Rz0XbNb0WxoWt+lkGA15Uf5QPINTG6MmqyjKPkeyJOWPE7"
    "zd1tMO/EBvNsMO9ognkb3LF1g6qtS9bbTq7AtnINX1e3jTPaS0S7E8UL4z0H1ar52xa7s7"
    "giquS82FPlfH5A1iPbmwcd5NSow9xQQcxVnknF77bnG/CThenW+g390bjYU4pOvN5ZXh7q"
    "tB3ZTyQdrs7icLHoZdD2xd9u1odOs5Pm45fPv6WXr4+nynElJsHsnGII9fO3smssdeTQNt"
    "EjBUEUGzq0mDA9IxgCz28ydj9jshnNG2fMnTORVJtTxrgbuH8ZpKmlkUgtaUIMm9JpRVLc"
    "DZ0+1caBCFenGHdgz1SuDUmPD+iIGoxXo7nmeG40icpEmMHTnzyf71nKeTphRfUUh+GDy4"
    "0lznsR+Rz7icGx3bN5JLJ/ozh8oIGJFKpkmOVwI96yKAFuaeyL3/JkNWd4jW5YHF9GYbyv"
    "UVDjkOkCI3TszYnfEBdRJNWTWNL8rGjxMPzbtTMJ+UMjObZO8hxO4lz3q8awoksQcRaRB+"
    "kX5iSB6B7Uw4HAD4JP5x//cPrcfSGhLrnuTw/t+hC6MYm4FpyMwEU0jlVoiFHvCoBKi+C0"
    "mLEaOJREvkejvFQ/LTuUv0sOZjWAZOwnsKGJNxsWDOaE6INN8K7IpOHaksGhycMiMTBKyC"
    "IxECAxbLXUdqulioduD4xWhX+X6m6I2GxwUhtX/uUGC1KMBaz6teAKtS1aoSrUltyMpvgS"
    "QDaOjpM0BVQqZapjKVpc3664KUjmd/xLTXVT9coUJFFUSmUIhcVJWJxE3dO0OIlDxEkovV"
    "Hf1k0Rh5wAtRH+wnVOXeel8z/J6fPT16Kzn6q16QqW6G8uOz9q6gxvl4xPaVGn4iUUQnby"
    "ht0VRg/QfBFJVn54aIiTrxef319+/s1UvQEk4p5EsjlbJ+6/PG3B/ZenjdyHrywmAikmgj"
    "9+nEQRpBIN9H+FCvUhoEaYcP0DMuEmAwydHu8rCbOIvDDyYg2z26meIv0Olc/nL1efzj+a"
    "m1YCDpcEzIFEzD3MMxb9HZhz70Xtu2htHaKV4vVMMpEVKrygRDgBwnuYWkyJOpIh4zUJA3"
    "5f8ZFwcNSQnzwzA0Wx7VNivWcr+YtRKGJY8OdQjWDehqFPSQOGSENdEdAdJ9+WhLJPzNwQ"
    "8Oy5BEQU4hlzSMBgflwc5g2rI8pfgok2q9A4NZCQ0nIK7ekHzdsvXz6WDpq3l9WT5Nuntx"
    "d8l1XymxpYBYSIYHmFSTxSGBCDPdZEvrvN9vq5aV3/xzCYgozEpopTSN6Y+L6cZpaVyszJ"
    "yqj9bc8bDLr0jpoyYuvSzRVC7KnmYnaZG2fTkIom8OjzySq6atZ8oUAzFPSkdBFli2GxQQ"
    "h/ukd8R/wT4GGr/QMoBWN9b+6ZzPkrE2HeJ5XJW6kEQDsx1/HunQC0lhiTYNIKuneQHhuF"
    "C6pxHNfaAgWqgdgAUgpwPrDYE1OsIdDZ0xyzHk/3u2TC7fpRB2BZhXKA+DJ+ri9ViMtZkI"
    "T1MjCwE3ZM8bIJSrn2KK+SYlZSCk3ZmfH7OcYVi81t3zohZuFcK3w39xsh1PJkKfV2ZsjA"
    "TzP/15U+1EiRTzFVMuAsn5FJGvJaqvyWmLIoRIFkDjxEGuad0pBlyh7SkDuLDxdEcUenUK"
    "kSOUsaxO0zI4eUd2QxibolosuUg1sBKv4p4wCQJOCLoY/IzeBWwL0XeGzWaQlUSAe3Bvqa"
    "Szw4macgEsNhITUyzOYQdC1XOoqLGpmB6m5GZttGhgMQkoXPY5SQhc8jgM/bRoZPYnaHRo"
    "b58dwDx/GNIDE+zNuyumbWIJ1BcpUEtxBQ2DCDJL/MbQ+rHy1zks1DSJxFFI4pYzK5mgIL"
    "ZdtB2cx+mU8jnYRcSJCB1XRUf+KtNnQ3nIX+RAPGt7h6i6tv9G0srv6gPF2lAmqLoXmaSE"
    "6BGtwNxodSnVggxUkQwPPrKrQRv5dT7M4VMh8S0hE/33fmHd5jxM9slQ0xyqPoiHE3kcrY"
    "ngYZuUkg392Bvkt+D4iUfqazjO59/YCcdQNaCkS7n9FSOGTuEs+PvYD9DM8zPl9u1FBALq"
    "mCqSYhroyfOl4M5tq9aZvxbaCHbN+J/Rtua8Iytta+/1r7fbur19zEKvtXDZe4Ld1Ull3d"
    "xkMlkWxulPc0AgDdP8K77CB/kzUGZupKEkyFO8RdK1eCH0EvSiQ+v0rrvm7rORt828ZCc1"
    "1D/uLF1vO1nq/1fA/f8z2+inJjQ6g330xASZrbzq3Df9ZIUTP/MhtTmqNnkOnOamPfroKp"
    "Ug5ELgLYhl4sx1BZA9NllW/siWbYK1G+EYSxQ3w/bZAtbMH9+8eCueMw0WVr11fXZER4Q3"
    "iV2hoBzt0XGNq2vdhnnfnO0wE7rOLTJ1LbQ9+2nx6wETgbgRuClA4mAsdPC7lWmiNw4hK3"
    "bQQuu3pjBO4dmAXc9IlVyVgwcaDUMAuV1WNprSjWRcUszsNGu2y06zijXQzasgQ6aG+j91"
    "Ikweu7XHmMMtkZSCRWuZUHfGMw4pDv7j15MXEYy6LwlrzOrsfL6Ms0P7PfUCJLxmNKJ1R3"
    "RDWu5CINdg4L9yR7430FbEV/QAMW5wSD4K983b31DeNa1Tfjb4lmECxeUujFkr42yplp68"
    "LbvYxN2wnPVdMJmJQmTFkxUkr6B/+ABg24m09smLK2TkT9DFrbpYyWkRdDl8Phiem4JrOx"
    "ECKzbmrtyM54S4Hmy8axiWFsxVFtogFV60hu7z12kkC82mQk3tbgaKkT4t1H73SSUIPxXB"
    "AbZI9UuhvW395OeDMRDIbz4D1Du08ZBkMzGlX0UjVf+VUy7NxnCxLRiQur24tU81VozAEo"
    "4lQdqfVfjhHuTSxiOqKRRDIKvMJQ7bqFEpK9iFlq7VamQXbre9u3GJLFpGMwsEx5eMFAAQ"
    "YRCfqjbHNiU44Yovi2WwZuCdluGQi6Zdj0++Gl32/ofAG1iidrM/DZVW7LJHxcJNiYh78V"
    "JXkZtWquoOZHOjPySMGeHofzeRhA7h06HQsviEw564WFLf8l7L2AwjwEbv4xGLpRz+Fv/W"
    "ma/H8l6//vk1xQpU0oJAAX8/eDDJoYG6LoM1PSm/wYaXg9EheAQNSGOxH34byHP5zbDxdX"
    "F45cgmBNOpfXqmdIdcKjbupj2QpNr8hGfE6aP21Dmb65nSgJ31pERN0ntYiIQ3R+0n3fFu"
    "iaXo+668V7j3F9vHLgZV1HPi2NhwqV2gnsevr8eQu0K7+qEe4qvis7O8U3r4mhecxehQwz"
    "6Pg2b8zUS43/VqbryTxUXQLNdSY5xe5bM3SWAnPoI/ETeB3XISzVfVPu2wRnDn8nblCK8h"
    "OuYUL/sdCUHBIMvTQkf2oJivoBYWRUFVSmGoTELrJXVhPffI/ba8x1lhSagsiwtsjPMyFL"
    "IcT9y2dOYwLmh4l0ijQ4Gp3AYzuYE0LTsZJrE4QxgsKtmEyN9kt6PQ5pdGo7cxtGEwXCqc"
    "oENNx9mASAFNm/bAY22fVFx0QRkrmuxztD1M4HNeZ+9omdD2rng2KdD2oT242je8YzqJs/"
    "xqR2HmU2XRRlyuFNawGHVv2GI5T7scxsEemgIQ5sKadd2kmnTIMe4aBed3iyscgTjBKyyB"
    "MEyBO1p3vg9fv8Toi4baaz2vK4rLiPfjaL2aHdlslDGcxyk0TBlQBKn6yH+uTXuW3BPpxk"
    "FOU07fA+d3RMJLwBXFm4h+iiEUivVni8M25MM/rI14/fAOPpcJMNPWuzTZN31cvDb4ID8G"
    "vF8tQ0thVUkhUFUIyFtFhIS6PTc4jhjyOGtGj0R/tqWg0xersefR/Psvo2Trngzrjczrzx"
    "zMnfNi2XBam4Mq7/Yl/9V/KDsj3fy0SoF79kfWpzIGH68Fp3duA8pBkNJ2Nvu2knP8yZGY"
    "gup8CNn1uJAUcmvVp2DZ8TMKQ669fNNlIEg4Bi3abJP+HTMLJiEk0K2VuufPYPIZE9QEwE"
    "kFMMoUl2JgCJunSm5BEBqIpGUajpErwGhZgSDIHnNxm7nzFHvPkbZxxCEU4wceaUMYKhI7"
    "kEQ3InjoHjpImaNU+7q5PinnX3iZLMzgG1w8Ui3lx69TBlOkOMPktBojjG30FtVDBejeYm"
    "kJEyEeZ85CfP51tXglqKWioOwwc0zUHW9wDbbgOwXWks2e6jIAHoBrYnfm/o6LXldl574/"
    "gyao937h1peFTdudKTQPC92IGL1HpC7asZVz0W3zLQXqNDHYYQdevibYthCGQROXcz/ME2"
    "QsElDwtHwSghC0dBAEexjVD6b4TScHL3ymeoBcqxDZjY3fX8bsv9uk2Dsx3NNYQU3oXBvT"
    "c9WT8TpnCh23YyDNAAr1KiFiOaRaEM5NViVcJMGBSSkTvuKcku/Kr5oISd5E/TzWF+2s20"
    "wJXCz1MDlQs/Ujdw5u+1K1wLUrEgFQtSOSaQSk1rtNvdNTL0Vv4afYx0Fxfs+bqebumH1Q"
    "nRCyo9GgcoJusnI5SQ9ZMR+Mm59u3VjUPGc+Mzpi2za8ftZo5XXZynLvGyl4WI6YbnRev1"
    "XT86MTnKMnhxHgRhTBQ3aj5y7Rp3nXusYgKkfHkLx5gvTRYGpf4SJHdwpUtLlEOr84WN6b"
    "Xubz2uUQaQauTJDeNZGOldY335BvQrzcNX9U8aHGrRQtX62tbXtr72Mfvag4LBG89UU2gw"
    "1aRRqO0UAX/mPBedavLAJjQKJDC0xd9b/62GJPO6opxhJZrzXkGK5x6Ek5Hp1bJQADhoBp"
    "7MKHBjJkEkQTK/o9GZnBA/5q80DaOVq5o5yb+eoQFK3lHNwOTmdswZAeYKhpsCp13nhj/U"
    "4UrpL3BrPI2YY/pDYy80F4+k12Nn/BLaYLriGIBaDqQFJDDrQRukaBZAgQSzDG5nfM2r3u"
    "PS8XnGpFCQisK2k1s/J+1oW8rlbnvdim5wkEskmIHM0J1EhkFMAfoYEiBHh7MdnohsKnEY"
    "YrKpRIQSsqlEBKnEI4WE7gkGalOKu0spXnHT+Ory3c2Jxtztgd/4+vAZWrpt+Vyy9lE14d"
    "sAam4NZX46fnlBw4VPxQSSIvRYwY5dUVy/TGeWpLPtocH8XT1W1vvNtQne+nDMOp7ZeHSl"
    "Tb/a9Gs9omfTr4cYNzrIEZOXMNqr1/GSL39pkdR4+UtjTgO+qreal+zTcn9zM7LSDVCLQz"
    "QI4vpzIgt3BJ6J7zqYysLOnACaz6rIbduw+7bblc29YGSedi1R4U69fqQQLpfJV5l/+vzt"
    "0wW3s1WvAvgkCJ07mMOGI/sKEu8gkiIVbpH8Jg7YgUlFZY493eiw5lZbZaoBjzF8l/0QOQ"
    "aUHzJepASo8rrv+Cn/2xcuw/OPwsSHsV8X55/335zrWIYbqzJSV4GtQkYBYqXOIaRpXo+N"
    "SDSeeY9UB8ZaN5KvQol8HN8NmACg0uYhuMXS6T1TUhJeM7jL4O5y4y0mPcwD7XHqns3F29"
    "FuNX/KjvhCGRGxSUTcErJJRARJRDvg6OAGHJ3TyBvPTjRpFfWNuy6jQvJrNuVSUpnU+arJ"
    "W1RyFGb5hsZmqC0VtBLi0/IN5kuwmUFbqeloTgE8chNb6/M1B30LJJgDje1ZXEas/9ImuM"
    "uvakas/1IL78KmMuCwuvwAufuiVT3AizX1AC/q9QD8ibEWkQ5BkSZEekYyhLEGrbnda4TI"
    "LTtEcIO3Outsl4fZf/5/UxFI7Q=="
)
