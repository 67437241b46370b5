"""Durable runs."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

SQLITE_UPGRADE = r"""
DROP INDEX IF EXISTS "idx_evaluator_r_run_id_3c211f";
CREATE TABLE IF NOT EXISTS "slot_lease" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "resource" VARCHAR(80) NOT NULL /* What is shared, such as `connection:123` or `run:123`. */,
    "holder" VARCHAR(32) NOT NULL /* The process. */,
    "wanted" INT NOT NULL /* Places it could use now. */,
    "granted" INT NOT NULL /* Places it may use. */,
    "closed_until" TIMESTAMP /* When the resource may be used again. */,
    "expires_at" TIMESTAMP NOT NULL /* When the share falls back, unless it is renewed. */,
    CONSTRAINT "uid_slot_lease_resourc_bfbb07" UNIQUE ("resource", "holder")
) /* A process's share of something of which all processes together may use so much at once. */;
CREATE TABLE IF NOT EXISTS "cached_response" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "key" VARCHAR(64) NOT NULL /* SHA-256 of the request, where it went, and which repetition it was. */,
    "model" VARCHAR(200) NOT NULL /* The model asked for. */,
    "reply" JSON NOT NULL /* The answer: content, model, finish reason, whether structured. */,
    "input_tokens" INT /* Tokens read, as the provider counted. */,
    "output_tokens" INT /* Tokens written, as the provider counted. */,
    "cost" VARCHAR(40) /* US dollars it took; null when unknown. */,
    "latency_ms" INT NOT NULL /* Milliseconds it took. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_cached_resp_space_i_6334ae" UNIQUE ("space_id", "key")
) /* A model's answer, kept for runs that may use it again. */;
CREATE INDEX IF NOT EXISTS "idx_cached_resp_created_5e48b1" ON "cached_response" ("created_at");
CREATE TABLE IF NOT EXISTS "experiment_run_worker" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "holder" VARCHAR(32) NOT NULL /* The process. */,
    "running" INT NOT NULL /* Items it works on. */,
    "items_per_second" REAL /* Items it finished a second lately. */,
    "in_flight" JSON NOT NULL /* Those items, and what each is waiting for. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    CONSTRAINT "uid_experiment__run_id_ccc369" UNIQUE ("run_id", "holder")
) /* A process that works on a run, and what it is doing there. */;
ALTER TABLE "job" ADD "priority" INT NOT NULL DEFAULT 0 /* Of those that may start, the highest do first. */;
ALTER TABLE "job" ADD "kills" INT NOT NULL DEFAULT 0 /* How often its process ended before it did. */;
ALTER TABLE "llm_connection" ADD "tokens_per_minute" INT /* Tokens a minute at most, over all runs; null for no limit. */;
ALTER TABLE "llm_connection" ADD "requests_per_minute" INT /* Requests a minute at most, over all runs; null for no limit. */;
ALTER TABLE "model_request_record" ADD "is_cached" INT NOT NULL DEFAULT 0 /* Whether it was spared, its answer being known; latency and cost are the first call's. */;
ALTER TABLE "eval_target_record" ADD "is_cached" INT NOT NULL DEFAULT 0 /* Whether the answer is of an earlier run; latency and cost are that one's. */;
ALTER TABLE "evaluator_record" ADD "is_cached" INT NOT NULL DEFAULT 0 /* Whether a judge's answer is of an earlier run; latency and cost are that one's. */;
ALTER TABLE "experiment" ADD "cache_responses" INT NOT NULL DEFAULT 0 /* Whether a model's answer to the same request is taken from an earlier run. */;
ALTER TABLE "experiment" ADD "repetitions" INT NOT NULL DEFAULT 1 /* How often each item is done, each time with a result of its own. */;
ALTER TABLE "experiment" ADD "item_timeout_seconds" INT NOT NULL DEFAULT 600 /* Longest time that the calls for one item may take. */;
ALTER TABLE "experiment_aggregate_result" ADD "square_total" REAL NOT NULL DEFAULT 0 /* Sum of their squares. */;
ALTER TABLE "experiment_aggregate_result" ADD "verdict_count" INT NOT NULL DEFAULT 0 /* Items with a pass verdict. */;
ALTER TABLE "experiment_aggregate_result" ADD "total" REAL NOT NULL DEFAULT 0 /* Sum of the scores. */;
ALTER TABLE "experiment_item_result" ADD "carried_from_id" BIGINT /* The result of an earlier run that it was carried over from. */;
ALTER TABLE "experiment_run" ADD "budget_seconds" INT /* Seconds of work at which it pauses. */;
ALTER TABLE "experiment_run" ADD "is_open" INT NOT NULL DEFAULT 0 /* Whether items may still be appended. */;
ALTER TABLE "experiment_run" ADD "budget_cost" VARCHAR(40) /* US dollars at which it pauses. */;
ALTER TABLE "experiment_run" ADD "item_limit" INT /* How many items a trial takes, if none are chosen. */;
ALTER TABLE "experiment_run" ADD "budget_tokens" BIGINT /* Tokens at which it pauses. */;
ALTER TABLE "experiment_run" ADD "repetitions" INT NOT NULL DEFAULT 1 /* How often each item is done, each time with a result of its own. */;
ALTER TABLE "experiment_run" ADD "cache_responses" INT NOT NULL DEFAULT 0 /* Whether a model's answer to the same request is taken from an earlier run. */;
ALTER TABLE "experiment_run" ADD "item_timeout_seconds" INT NOT NULL DEFAULT 600 /* Longest time that the calls for one item may take. */;
ALTER TABLE "experiment_run" ADD "priority" VARCHAR(16) NOT NULL DEFAULT 'NORMAL' /* Which runs get free places first. */;
ALTER TABLE "experiment_run" ADD "base_run_id" BIGINT /* The earlier run it goes on from. */;
ALTER TABLE "experiment_run" ADD "resumed_at" TIMESTAMP /* When it last began or went on. */;
ALTER TABLE "experiment_run" ADD "worked_seconds" REAL NOT NULL DEFAULT 0 /* Seconds it had worked when it last paused. */;
ALTER TABLE "experiment_run" ADD "item_ids" JSON /* The items chosen for a trial or a retry. */;
ALTER TABLE "experiment_shard" ADD "holder" VARCHAR(32) /* The process that works on it. */;
ALTER TABLE "experiment_shard" ADD "item_count" INT NOT NULL DEFAULT 0 /* How many items it has. */;
ALTER TABLE "experiment_shard" ADD "item_ids" JSON /* Its items, if they are not all of the range. */;
ALTER TABLE "experiment_stats" ADD "calls" INT NOT NULL DEFAULT 0 /* Calls made to models, retries included. */;
ALTER TABLE "experiment_stats" ADD "cached_calls" INT NOT NULL DEFAULT 0 /* Calls spared, their answers being known; not in tokens and cost. */;
ALTER TABLE "experiment_stats" ADD "carried" INT NOT NULL DEFAULT 0 /* Items whose results were carried over from an earlier run. */;
CREATE INDEX "idx_evaluator_r_run_id_d206a3" ON "evaluator_record" ("run_id", "id");
CREATE INDEX "idx_experiment__space_i_172666" ON "experiment_run" ("space_id", "status", "id");
CREATE INDEX "idx_experiment__run_id_39e049" ON "experiment_shard" ("run_id", "status", "number");
CREATE UNIQUE INDEX "uid_experiment__run_id_1511bb" ON "experiment_stats" ("run_id");
"""

POSTGRES_UPGRADE = r"""
DROP INDEX IF EXISTS "idx_evaluator_r_run_id_3c211f";
CREATE TABLE IF NOT EXISTS "slot_lease" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "resource" VARCHAR(80) NOT NULL,
    "holder" VARCHAR(32) NOT NULL,
    "wanted" INT NOT NULL,
    "granted" INT NOT NULL,
    "closed_until" TIMESTAMPTZ,
    "expires_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_slot_lease_resourc_bfbb07" UNIQUE ("resource", "holder")
);
COMMENT ON COLUMN "slot_lease"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "slot_lease"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "slot_lease"."resource" IS 'What is shared, such as `connection:123` or `run:123`.';
COMMENT ON COLUMN "slot_lease"."holder" IS 'The process.';
COMMENT ON COLUMN "slot_lease"."wanted" IS 'Places it could use now.';
COMMENT ON COLUMN "slot_lease"."granted" IS 'Places it may use.';
COMMENT ON COLUMN "slot_lease"."closed_until" IS 'When the resource may be used again.';
COMMENT ON COLUMN "slot_lease"."expires_at" IS 'When the share falls back, unless it is renewed.';
COMMENT ON TABLE "slot_lease" IS 'A process''s share of something of which all processes together may use so much at once.';
CREATE TABLE IF NOT EXISTS "cached_response" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(64) NOT NULL,
    "model" VARCHAR(200) NOT NULL,
    "reply" JSON NOT NULL,
    "input_tokens" INT,
    "output_tokens" INT,
    "cost" DECIMAL(20,10),
    "latency_ms" INT NOT NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_cached_resp_space_i_6334ae" UNIQUE ("space_id", "key")
);
CREATE INDEX IF NOT EXISTS "idx_cached_resp_created_5e48b1" ON "cached_response" ("created_at");
COMMENT ON COLUMN "cached_response"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "cached_response"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "cached_response"."key" IS 'SHA-256 of the request, where it went, and which repetition it was.';
COMMENT ON COLUMN "cached_response"."model" IS 'The model asked for.';
COMMENT ON COLUMN "cached_response"."reply" IS 'The answer: content, model, finish reason, whether structured.';
COMMENT ON COLUMN "cached_response"."input_tokens" IS 'Tokens read, as the provider counted.';
COMMENT ON COLUMN "cached_response"."output_tokens" IS 'Tokens written, as the provider counted.';
COMMENT ON COLUMN "cached_response"."cost" IS 'US dollars it took; null when unknown.';
COMMENT ON COLUMN "cached_response"."latency_ms" IS 'Milliseconds it took.';
COMMENT ON COLUMN "cached_response"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "cached_response" IS 'A model''s answer, kept for runs that may use it again.';
CREATE TABLE IF NOT EXISTS "experiment_run_worker" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "holder" VARCHAR(32) NOT NULL,
    "running" INT NOT NULL,
    "items_per_second" DOUBLE PRECISION,
    "in_flight" JSON NOT NULL,
    "run_id" BIGINT NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__run_id_ccc369" UNIQUE ("run_id", "holder")
);
COMMENT ON COLUMN "experiment_run_worker"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_run_worker"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_run_worker"."holder" IS 'The process.';
COMMENT ON COLUMN "experiment_run_worker"."running" IS 'Items it works on.';
COMMENT ON COLUMN "experiment_run_worker"."items_per_second" IS 'Items it finished a second lately.';
COMMENT ON COLUMN "experiment_run_worker"."in_flight" IS 'Those items, and what each is waiting for.';
COMMENT ON COLUMN "experiment_run_worker"."run_id" IS 'The run.';
COMMENT ON TABLE "experiment_run_worker" IS 'A process that works on a run, and what it is doing there.';
ALTER TABLE "job" ADD "priority" INT NOT NULL DEFAULT 0;
ALTER TABLE "job" ADD "kills" INT NOT NULL DEFAULT 0;
ALTER TABLE "llm_connection" ADD "tokens_per_minute" INT;
ALTER TABLE "llm_connection" ADD "requests_per_minute" INT;
ALTER TABLE "model_request_record" ADD "is_cached" BOOL NOT NULL DEFAULT False;
ALTER TABLE "eval_target_record" ADD "is_cached" BOOL NOT NULL DEFAULT False;
ALTER TABLE "evaluator_record" ADD "is_cached" BOOL NOT NULL DEFAULT False;
ALTER TABLE "experiment" ADD "cache_responses" BOOL NOT NULL DEFAULT False;
ALTER TABLE "experiment" ADD "repetitions" INT NOT NULL DEFAULT 1;
ALTER TABLE "experiment" ADD "item_timeout_seconds" INT NOT NULL DEFAULT 600;
ALTER TABLE "experiment_aggregate_result" ADD "square_total" DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE "experiment_aggregate_result" ADD "verdict_count" INT NOT NULL DEFAULT 0;
ALTER TABLE "experiment_aggregate_result" ADD "total" DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE "experiment_item_result" ADD "carried_from_id" BIGINT;
ALTER TABLE "experiment_run" ADD "budget_seconds" INT;
ALTER TABLE "experiment_run" ADD "is_open" BOOL NOT NULL DEFAULT False;
ALTER TABLE "experiment_run" ADD "budget_cost" DECIMAL(20,10);
ALTER TABLE "experiment_run" ADD "item_limit" INT;
ALTER TABLE "experiment_run" ADD "budget_tokens" BIGINT;
ALTER TABLE "experiment_run" ADD "repetitions" INT NOT NULL DEFAULT 1;
ALTER TABLE "experiment_run" ADD "cache_responses" BOOL NOT NULL DEFAULT False;
ALTER TABLE "experiment_run" ADD "item_timeout_seconds" INT NOT NULL DEFAULT 600;
ALTER TABLE "experiment_run" ADD "priority" VARCHAR(16) NOT NULL DEFAULT 'NORMAL';
ALTER TABLE "experiment_run" ADD "base_run_id" BIGINT;
ALTER TABLE "experiment_run" ADD "resumed_at" TIMESTAMPTZ;
ALTER TABLE "experiment_run" ADD "worked_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE "experiment_run" ADD "item_ids" JSON;
ALTER TABLE "experiment_shard" ADD "holder" VARCHAR(32);
ALTER TABLE "experiment_shard" ADD "item_count" INT NOT NULL DEFAULT 0;
ALTER TABLE "experiment_shard" ADD "item_ids" JSON;
ALTER TABLE "experiment_stats" ADD "calls" INT NOT NULL DEFAULT 0;
ALTER TABLE "experiment_stats" ADD "cached_calls" INT NOT NULL DEFAULT 0;
ALTER TABLE "experiment_stats" ADD "carried" INT NOT NULL DEFAULT 0;
COMMENT ON COLUMN job."priority" IS 'Of those that may start, the highest do first.';
COMMENT ON COLUMN job."kills" IS 'How often its process ended before it did.';
COMMENT ON COLUMN llm_connection."tokens_per_minute" IS 'Tokens a minute at most, over all runs; null for no limit.';
COMMENT ON COLUMN llm_connection."requests_per_minute" IS 'Requests a minute at most, over all runs; null for no limit.';
COMMENT ON COLUMN model_request_record."is_cached" IS 'Whether it was spared, its answer being known; latency and cost are the first call''s.';
COMMENT ON COLUMN eval_target_record."is_cached" IS 'Whether the answer is of an earlier run; latency and cost are that one''s.';
COMMENT ON COLUMN evaluator_record."is_cached" IS 'Whether a judge''s answer is of an earlier run; latency and cost are that one''s.';
COMMENT ON COLUMN experiment."cache_responses" IS 'Whether a model''s answer to the same request is taken from an earlier run.';
COMMENT ON COLUMN experiment."repetitions" IS 'How often each item is done, each time with a result of its own.';
COMMENT ON COLUMN experiment."item_timeout_seconds" IS 'Longest time that the calls for one item may take.';
COMMENT ON COLUMN experiment_aggregate_result."square_total" IS 'Sum of their squares.';
COMMENT ON COLUMN experiment_aggregate_result."verdict_count" IS 'Items with a pass verdict.';
COMMENT ON COLUMN experiment_aggregate_result."total" IS 'Sum of the scores.';
COMMENT ON COLUMN experiment_item_result."carried_from_id" IS 'The result of an earlier run that it was carried over from.';
COMMENT ON COLUMN experiment_run."budget_seconds" IS 'Seconds of work at which it pauses.';
COMMENT ON COLUMN experiment_run."is_open" IS 'Whether items may still be appended.';
COMMENT ON COLUMN experiment_run."budget_cost" IS 'US dollars at which it pauses.';
COMMENT ON COLUMN experiment_run."item_limit" IS 'How many items a trial takes, if none are chosen.';
COMMENT ON COLUMN experiment_run."budget_tokens" IS 'Tokens at which it pauses.';
COMMENT ON COLUMN experiment_run."repetitions" IS 'How often each item is done, each time with a result of its own.';
COMMENT ON COLUMN experiment_run."cache_responses" IS 'Whether a model''s answer to the same request is taken from an earlier run.';
COMMENT ON COLUMN experiment_run."item_timeout_seconds" IS 'Longest time that the calls for one item may take.';
COMMENT ON COLUMN experiment_run."priority" IS 'Which runs get free places first.';
COMMENT ON COLUMN experiment_run."base_run_id" IS 'The earlier run it goes on from.';
COMMENT ON COLUMN experiment_run."resumed_at" IS 'When it last began or went on.';
COMMENT ON COLUMN experiment_run."worked_seconds" IS 'Seconds it had worked when it last paused.';
COMMENT ON COLUMN experiment_run."item_ids" IS 'The items chosen for a trial or a retry.';
COMMENT ON COLUMN experiment_shard."holder" IS 'The process that works on it.';
COMMENT ON COLUMN experiment_shard."item_count" IS 'How many items it has.';
COMMENT ON COLUMN experiment_shard."item_ids" IS 'Its items, if they are not all of the range.';
COMMENT ON COLUMN experiment_stats."calls" IS 'Calls made to models, retries included.';
COMMENT ON COLUMN experiment_stats."cached_calls" IS 'Calls spared, their answers being known; not in tokens and cost.';
COMMENT ON COLUMN experiment_stats."carried" IS 'Items whose results were carried over from an earlier run.';
CREATE INDEX "idx_evaluator_r_run_id_d206a3" ON "evaluator_record" ("run_id", "id");
CREATE INDEX "idx_experiment__space_i_172666" ON "experiment_run" ("space_id", "status", "id");
CREATE INDEX "idx_experiment__run_id_39e049" ON "experiment_shard" ("run_id", "status", "number");
ALTER TABLE "experiment_stats" ADD CONSTRAINT "uid_experiment__run_id_1511bb" UNIQUE ("run_id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_run_id_d206a3" ON "evaluator_record" ("run_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_172666" ON "experiment_run" ("space_id", "status", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__run_id_39e049" ON "experiment_shard" ("run_id", "status", "number");
ALTER TABLE "job" ALTER COLUMN "priority" DROP DEFAULT;
ALTER TABLE "job" ALTER COLUMN "kills" DROP DEFAULT;
ALTER TABLE "model_request_record" ALTER COLUMN "is_cached" DROP DEFAULT;
ALTER TABLE "eval_target_record" ALTER COLUMN "is_cached" DROP DEFAULT;
ALTER TABLE "evaluator_record" ALTER COLUMN "is_cached" DROP DEFAULT;
ALTER TABLE "experiment" ALTER COLUMN "cache_responses" DROP DEFAULT;
ALTER TABLE "experiment" ALTER COLUMN "repetitions" DROP DEFAULT;
ALTER TABLE "experiment" ALTER COLUMN "item_timeout_seconds" DROP DEFAULT;
ALTER TABLE "experiment_aggregate_result" ALTER COLUMN "square_total" DROP DEFAULT;
ALTER TABLE "experiment_aggregate_result" ALTER COLUMN "verdict_count" DROP DEFAULT;
ALTER TABLE "experiment_aggregate_result" ALTER COLUMN "total" DROP DEFAULT;
ALTER TABLE "experiment_run" ALTER COLUMN "is_open" DROP DEFAULT;
ALTER TABLE "experiment_run" ALTER COLUMN "repetitions" DROP DEFAULT;
ALTER TABLE "experiment_run" ALTER COLUMN "cache_responses" DROP DEFAULT;
ALTER TABLE "experiment_run" ALTER COLUMN "item_timeout_seconds" DROP DEFAULT;
ALTER TABLE "experiment_run" ALTER COLUMN "priority" DROP DEFAULT;
ALTER TABLE "experiment_run" ALTER COLUMN "worked_seconds" DROP DEFAULT;
ALTER TABLE "experiment_shard" ALTER COLUMN "item_count" DROP DEFAULT;
ALTER TABLE "experiment_stats" ALTER COLUMN "calls" DROP DEFAULT;
ALTER TABLE "experiment_stats" ALTER COLUMN "cached_calls" DROP DEFAULT;
ALTER TABLE "experiment_stats" ALTER COLUMN "carried" DROP DEFAULT;
"""

SQLITE_DOWNGRADE = r"""
DROP INDEX IF EXISTS "uid_experiment__run_id_1511bb";
DROP INDEX IF EXISTS "idx_experiment__run_id_39e049";
DROP INDEX IF EXISTS "idx_experiment__space_i_172666";
DROP INDEX IF EXISTS "idx_evaluator_r_run_id_d206a3";
ALTER TABLE "job" DROP COLUMN "priority";
ALTER TABLE "job" DROP COLUMN "kills";
ALTER TABLE "llm_connection" DROP COLUMN "tokens_per_minute";
ALTER TABLE "llm_connection" DROP COLUMN "requests_per_minute";
ALTER TABLE "model_request_record" DROP COLUMN "is_cached";
ALTER TABLE "eval_target_record" DROP COLUMN "is_cached";
ALTER TABLE "evaluator_record" DROP COLUMN "is_cached";
ALTER TABLE "experiment" DROP COLUMN "cache_responses";
ALTER TABLE "experiment" DROP COLUMN "repetitions";
ALTER TABLE "experiment" DROP COLUMN "item_timeout_seconds";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "square_total";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "verdict_count";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "total";
ALTER TABLE "experiment_item_result" DROP COLUMN "carried_from_id";
ALTER TABLE "experiment_run" DROP COLUMN "budget_seconds";
ALTER TABLE "experiment_run" DROP COLUMN "is_open";
ALTER TABLE "experiment_run" DROP COLUMN "budget_cost";
ALTER TABLE "experiment_run" DROP COLUMN "item_limit";
ALTER TABLE "experiment_run" DROP COLUMN "budget_tokens";
ALTER TABLE "experiment_run" DROP COLUMN "repetitions";
ALTER TABLE "experiment_run" DROP COLUMN "cache_responses";
ALTER TABLE "experiment_run" DROP COLUMN "item_timeout_seconds";
ALTER TABLE "experiment_run" DROP COLUMN "priority";
ALTER TABLE "experiment_run" DROP COLUMN "base_run_id";
ALTER TABLE "experiment_run" DROP COLUMN "resumed_at";
ALTER TABLE "experiment_run" DROP COLUMN "worked_seconds";
ALTER TABLE "experiment_run" DROP COLUMN "item_ids";
ALTER TABLE "experiment_shard" DROP COLUMN "holder";
ALTER TABLE "experiment_shard" DROP COLUMN "item_count";
ALTER TABLE "experiment_shard" DROP COLUMN "item_ids";
ALTER TABLE "experiment_stats" DROP COLUMN "calls";
ALTER TABLE "experiment_stats" DROP COLUMN "cached_calls";
ALTER TABLE "experiment_stats" DROP COLUMN "carried";
DROP TABLE IF EXISTS "slot_lease";
DROP TABLE IF EXISTS "cached_response";
DROP TABLE IF EXISTS "experiment_run_worker";
CREATE INDEX "idx_evaluator_r_run_id_3c211f" ON "evaluator_record" ("run_id", "alias");
"""

POSTGRES_DOWNGRADE = r"""
ALTER TABLE "experiment_stats" DROP CONSTRAINT "uid_experiment__run_id_1511bb";
DROP INDEX IF EXISTS "idx_experiment__run_id_39e049";
DROP INDEX IF EXISTS "idx_experiment__space_i_172666";
DROP INDEX IF EXISTS "idx_evaluator_r_run_id_d206a3";
ALTER TABLE "job" DROP COLUMN "priority";
ALTER TABLE "job" DROP COLUMN "kills";
ALTER TABLE "llm_connection" DROP COLUMN "tokens_per_minute";
ALTER TABLE "llm_connection" DROP COLUMN "requests_per_minute";
ALTER TABLE "model_request_record" DROP COLUMN "is_cached";
ALTER TABLE "eval_target_record" DROP COLUMN "is_cached";
ALTER TABLE "evaluator_record" DROP COLUMN "is_cached";
ALTER TABLE "experiment" DROP COLUMN "cache_responses";
ALTER TABLE "experiment" DROP COLUMN "repetitions";
ALTER TABLE "experiment" DROP COLUMN "item_timeout_seconds";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "square_total";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "verdict_count";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "total";
ALTER TABLE "experiment_item_result" DROP COLUMN "carried_from_id";
ALTER TABLE "experiment_run" DROP COLUMN "budget_seconds";
ALTER TABLE "experiment_run" DROP COLUMN "is_open";
ALTER TABLE "experiment_run" DROP COLUMN "budget_cost";
ALTER TABLE "experiment_run" DROP COLUMN "item_limit";
ALTER TABLE "experiment_run" DROP COLUMN "budget_tokens";
ALTER TABLE "experiment_run" DROP COLUMN "repetitions";
ALTER TABLE "experiment_run" DROP COLUMN "cache_responses";
ALTER TABLE "experiment_run" DROP COLUMN "item_timeout_seconds";
ALTER TABLE "experiment_run" DROP COLUMN "priority";
ALTER TABLE "experiment_run" DROP COLUMN "base_run_id";
ALTER TABLE "experiment_run" DROP COLUMN "resumed_at";
ALTER TABLE "experiment_run" DROP COLUMN "worked_seconds";
ALTER TABLE "experiment_run" DROP COLUMN "item_ids";
ALTER TABLE "experiment_shard" DROP COLUMN "holder";
ALTER TABLE "experiment_shard" DROP COLUMN "item_count";
ALTER TABLE "experiment_shard" DROP COLUMN "item_ids";
ALTER TABLE "experiment_stats" DROP COLUMN "calls";
ALTER TABLE "experiment_stats" DROP COLUMN "cached_calls";
ALTER TABLE "experiment_stats" DROP COLUMN "carried";
DROP TABLE IF EXISTS "slot_lease";
DROP TABLE IF EXISTS "cached_response";
DROP TABLE IF EXISTS "experiment_run_worker";
CREATE INDEX "idx_evaluator_r_run_id_3c211f" ON "evaluator_record" ("run_id", "alias");
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_run_id_3c211f" ON "evaluator_record" ("run_id", "alias");
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_UPGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_UPGRADE


async def downgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_DOWNGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_DOWNGRADE


MODELS_STATE = (
    "eJztfW2T27ix7l9h6csmVVrHHr+sj33rVo3tOetJxvbemfE6dTYpGZIgiTsUqRCk5UnO/v"
    "fbDYDvoERwKAmU8CVZS2yK000A/fL00/8ZLIMp9dijX8JgQhn7CP8avHL+M/DJEv9D9fXQ"
    "GZDVKvsSP4jI2OPXr8SFIz+5csyikEwi+G5GPEbhoyllk9BdRW7go8S5g9c6frwc09Ah/t"
    "SJFtSR94H/JpGzJHeUOe6UOWs3Wjhu9AhvPQ0mcG/Xnz/oLrHv/iumoyiYU5AI4V6//RM+"
    "dv0p/U5Z8s/V3WjmUm9a0I34MbwJ/24U3a/455d+9N/8YnzI8WgSePHSLwqs7qNF4KcSrh"
    "/hp3Pq05BEdJrTlh97nlRu8pF4ZPggCmOaPus0+2BKZyT2UOcoLZ4i+2wwGn38dDu6ubgd"
    "jQYVeyQSOeXKjyaBj7aEZ2VcDXN8hB/Pnjz76dnLpy+evYRL+GOmn/z0h/jpTDtCkOvo4+"
    "3gD/49iYi4gis7024U3FG/qty3CxKqtZsKlJQLD91GuckHmXazF7i9egcf4c9j/OUM/NIL"
    "ughACfwr8aJU3vIaQyzJ95FH/Xm0gH8+Pdug9V/Pr9++P7/+09OzP+O9A1iZYtl+lN+c8a"
    "/QMJkhFpSE0ZiSaESiqj3egUojd0nVNinLlkwzlcKPkv8wyFBfFtQvbCIeYZHDiDsV1nIj"
    "x3O/UdbQShuscnv54eLm9vzDL3inJWP/8rhiz28v8Jsz/ul96dM/vShZML2J8+Xy9r2D/3"
    "T+59PHC671gEXzkP9idt3t/wzwmUgcBbBbr0dkmldd8nHy0R+4C87ucisVPxiTyd2ahNNR"
    "5ZvgLKi7tvrV8mxZ/oT4ZM5tidrE55QH0V+Dsep8wo83nku/ywsaHEcT4nlOFDjECencZR"
    "EN6dSZxf4EL5ErlTDnnkZ4FYsnE0qnr/mrEgZrZx7A+l7jy+PyC1Vn1S5+YvtB9htshSSK"
    "uWLC2B+RGfzw4J+155s7VZxtU/VCF9fu61gb/J9UWWDyR5MgpI/gYH/k0/XInf7fgeZSvw"
    "nCiDnjewe3ICeYoasAtmq6/4qD8L/Ozp4+/ens8dMXL58/++mn5y8fpydi9atNR+Oby5/x"
    "dCysbvkBbAJulHxw8fPF9ZYzdBJS1HuLjbsoeahtW2XniRdM7h7B1qRt5i9yxaxhaS3JlJ"
    "7Izp0/y/n/a/hUyfXGu1R8b0xfFpflN9YYfq6dM/XycQNn6uXjWmcKvyo6UyScx0uKP1ax"
    "wl9Z4KutUBAqr0V3Ejn/C64Ia7XX7sgkf6P36yCcOumTP3yt/fXm08fCMkvU/KcP538vW+"
    "Dt1ac3Jc1nZ1/15b8Ah5ur/hKehvgTWjFBJr2/pTD4f58vPl+8093m3oOHMCMh7nRuU70X"
    "X/snLxq89k/K+1j22uNXReWvQjcI3eheI1jOi3TjVzTR+WNNZX+awc4TMJqkGO4deFPCaM"
    "j3o4U7X1AIGqaBM3NDVk1b7DKyzpSf+XqaTkBB8Dh8gI8Bd6nHVNgJTgeIUD238flwTM4A"
    "5htUL0W9O5BJtNoFpR+/68Pntpz5g/eYqbKGh8mneJQwOor9yPV0F2RJtIMluSeTcNeb+A"
    "FGpqltcLeMyB3Fkyr4dpJLkEQRXa5U3mDtuZgXMfdcRCckgKMjDbjkdnugI/DO9TwdJafX"
    "90PDLF1TFH5hCsfbDI5JVP3UPZTKaRgGisPlln6v0XkqYPLZglpH144ng+VShDu7XuNXe9"
    "P2dfH3280hTrp7XX36+HNyeTXuMSRZe+MF0RUeWQNFyjb7crgpccvgspGXXtcgfyuXwg+w"
    "54Ajw/N5LFjSaAFWwX+sF+5k4WAGVl6J9RiZNeVnUgzuPAucZYyXwdEE8aAqibuz31Fkcn"
    "8bwKETxKGITKUb9s+mhUqbyNXZAW0i1/QgziZyC9tB0+gtL2N0QvcLr6/KfXU6xAIY7JDM"
    "+QoG9Sl/jV49OXv61QlC5ysEd/wfhiR49x5U78souajakEB6TXzUSnOvPhMw163/xSMThC"
    "lFziSIvSl3EmATOJATPw91dZyT6IOSpR92IPXCEcjgbG6VCyrL9iwZxLEM8kDiVhhTNMTU"
    "IXNQ9wme6PT7yoXbtXDxipJ9hFiJAAru6YH3DqHn0Il9D9MZvIYF7wnEA50E2H14KQwJ3s"
    "9X7t/o/UARuctvhpvCdrJyR3fyogYxO1zqzAKeGoYDZMmGTrD2MZF17xDcFsIh/D9bwa6N"
    "Ph/x4X/nxHf/TfAWryF09vDCBWELjPowIcYoRD787bmjKyVgeC+/2QSVhb81EnE3/C98/d"
    "uA/2zps/zP576yUb+N+m3Uf7zHwdHDt75INDVsm9wBhD25HWrlrEkwD1fV41bOKuH8Kh57"
    "7mS0IqFiDdYrviTWjf530e4hwnp4TNw30RXDUzHFsiBMYgGnoiEBvzhfR3jk6hijJGb0Yr"
    "h5f/7j2fMXiTXWi8DjNmllgRfPGljgxbNaC+BXJQtMArxHRfn12MVMohfAxWQzykekzTek"
    "HcIXDQoP95kmAFOwKFhh5cxZB+HdawcrrvfOkhKfOT49TdgIVp9H+G62eB3Ksv17IdAB5P"
    "V3/CuG+GbgVrl0/Tg6RacwpN+Cu1avQlGyny+C/BtO0O5JjDe+H+mE+hWxVlH/3iwd8FhP"
    "A7156HA+M5AiYdPMRApBk42EIUT+kdFrRWjLKimywBs3WTTulDXIgvk0XDPT5SWMt5kvjZ"
    "Sz0ZCnRGXe8wemE3qYY7ZcQrWZ1XICphsNHxXtRSYRc0hqrxUNIQQjXn8MVilzFO1XNd5/"
    "ByF15/7f6H2lVatkNFmn+Cxvc4zG+yN5hZNPsz8kJOu0GpB/s0FBoBYq7PD2/Obt+buLQX"
    "W760DxN8l9zNF8t3tdU+3nT4Pt6s+foR1Y4VPpdgYZoztnoaklFC7VdoNkrvLR7Ub6jnVT"
    "TVfii4Ke4Xmcj5+vrgZ/HKiqHU/d6CqYX/hRqC5uFy4Ybqxx46UjL5iPaHrx1lr3LSYYES"
    "eOO9I6DCKaocZf83RXHH5DXhlYGCIVKW4wxv0K4l7cwSSFVRDjapnRED9V8Izs9qca8Y3Y"
    "MrYtY9syti1j04Zh9Rt3Xoss7VNonbqaC3hjKKKKGmMa97WQNXNVmyzT93xVj+xUm9rYZJ"
    "+epDfQJ526U/NyvSUKHwFt1LZCUc5kQ9xKHIg8pabcfwQv0GyzTNRxcz0uJJMwGhLyRdAB"
    "iv0p1wy1CoPlKgJ3ZLl0I3hKUzqgWDz+nU4ioU0Nc5TlzDcKuOdTgdTBlt/8KRIFhhlD29"
    "kqyO2vk6flbvUQCxxktxIMDVWb1AOpMokHAan2dpYTcXhMFsSf475FmLAPslPQDhp8Hgqo"
    "qmHE2sDCV8eE1Sf9Y1etqyI02Lv+QwoKYOqdaVMPc17KZKaQW97gxp82caQkzlbYQnQ+eU"
    "HjBM8OoJ2GtBpdBXPXv6GMCdVVcrKF74ebUrIeXjliuUsbNB+Nw2CNhbkoaTt35yISVDb5"
    "cJr5TX1FD71di5Yhmzy1yVObPD2N5CnfMLR7IIpSBvejlBog+HMb0vzAN104wXytVqCilO"
    "keizy8EnfR59NK4Jyi3qxdE9DjJiEtXFXfBvS4EtRyCDuDKKIt/D0ne3z7ooXGm9g0s7/E"
    "lHgTqD/l/pDW2j0m2+8dBLo/CweFsKIfPq4xcE/DzdQZsPMwofwHipPL2MJdXfrf3IhENS"
    "G98rrhptB+mUqM3KLI9hAfdsRUBDdF+uOSuB7HQI3pJEAfhzjZD4jZSjx+hw0nRCIaNCNT"
    "WbHzmzcJ/2swVCrmEJsasKkBmxo4DZeH4sajE5umAruqtXaRETiXu2SST+W7LUY3ru94wZ"
    "qGzoQ0Z/ArRKdnz5skCeCq2uiUf1cqbAReTd17+5ihRNb82jecTffO2vU8pEnAB8Bgc9qu"
    "7N39vKETDvw8smInM5W0CACa0FW787Ak2r9OeHA0cQhe3s88wTfgtJkQcJSOz+kzT9D00i"
    "nQJUOoiJkMy+QZBfHAePwu+xLBGMSIsMfDONQklTbBPsfNd8CftUgglXGs5d+wfhhuQ0b1"
    "sJ3EJi6ynfYJH3HffNdrZjed89kxvr86gtmHflM9Vxwgo7q1CxuPoopQ3pjqqwflHXF70e"
    "DTGt51SUtA/KkopKfRVTJZFMkKwD5RwAd9CdBK1UYPvtn2ooDN89s8v83zn0awe5Q04O9c"
    "tvLIPYecmcP/vaQRwYVZVXd9o0heZv+kx7nVNo5dL3J99gh/tsVCgyf7xgmrGB+NETIHJ2"
    "hhot8PusCTPbSFBN4XrYbP5Pr9rYMBgq9+XMD6p1Nd/XNmdnhi2bbTPCwtrIpnTRbFs/o1"
    "8ayyJIg7msGxEmOVhPqoHVVvYQABAqnrpFLfoWSWMdxiV3ZJfBG9c4dPbk2eXPhsE/TUhL"
    "/p8CGwHXS2vfn06aqwLN5cluf8fv7w5gL2sj9X3IkyZHk1bek6FCWPy3XgCFnZGHeC7oOI"
    "79q8FEXJfpZJ5N9wInY3pMMvH6hn0L/BlpA+d+WwaXA/WhaFGvT/IZTyB+Yg9gIxJaVJX0"
    "MesHMkNX6LHtF9MhZsJg6BjXmwnfyAckS4IneZoETLo8ItDZtNI9g0womnEU4IqIbjfIwB"
    "p9kquIkbp9mdQ10Aab8sTOPEqTGGrWybUtk2rjVrv+ug581YAk+gCLJSoEF9TJViGppQWl"
    "MHTMZHSIo8MQRfr0QgI4i5xtQL1o7HuaYxxPkO9/PuM1J+FXd1J/d8YDOV4quklrLhkmLq"
    "zEZVAxtV2ajqZKIqW5zdW3E2/5AVjd/S7zXcliUxkylZkgg2IRRn3Qyjvb34+21hPVUKr+"
    "mauvr08efk8s3VWGRDbZtOSGSNXgTg9nL3QoxrcuBfYn5QREljLP6OUwsu/N4oDl2dDSgv"
    "Y/JaSPpAwXkgzsqdYBW2ldqfN+Iker6Bk+h5lZMoBJff507glNwrJmTXMu1WBU3G0b+DZx"
    "Q1CQwKqCh6I3VhghG+o5TjGXXbU86ePPvp2cunL56lLl36ySZPrlrytogdgxE7Fo9g8QgW"
    "j3DCeAQ7wNr4XMcJFqouk/OyHzY6+fqIrr26qpFcw553ffn21o4JfbCqzR4Tygskm4Fq5U"
    "uGW6spD4empcUNzi4XgKsfulMqWjKTa6LFlsbMDm+rhKHlWzfr8Weq0aCW1d5WTWzV5CSr"
    "JhaLdpiE8QEYP/al8cIc1gQn0Jet02w0Wle+ZT+ssSHc2jfzRx/Wzm4oPoxDou15DfQcis"
    "b1roiiEnvUh06J4ZuES7Iyi7NqscuGTCZB7CuHdG240nJtbH9vbWBiA5PTCEwOzam9kyFb"
    "KaV2wGcPYH4Hd0JjKbXllqwLrSuJGWyQ98SfenAX8StJvs1FdwaeRIeTcMcz0I4S3fgRuZ"
    "PZIlj7uCICPPWbEmhblGOnuRFG7hPeM0a9b53wmO8C67gijK0DcIp15zBWBI1eGCScB/6Z"
    "i+OLnF/ev0W8Yzuk41kjyN3ZBsjdWRVyZ8GOhwI78mApvAe9TrVOg7KcyRZ4K5516FzefH"
    "KePnnx4scnDvFWC/LjWStDvGxghpe1RnhZefnZ6BsNXbibLvtSSXKPrEvpJ5qZqGROFoYh"
    "6TE9pnhMuI1P6v0QLoFyXZmEgihj6SqO7G3GqcobbqIPBIsamPhp67XuxzaSuWs088hcgd"
    "CuhwdXBM3ACOPvaYf0F99XsPiX1AcbZVxmDMK/yYJOHbg/NjXoMw1btLBFCx87i9Vbgmvk"
    "mrIVqJcOFOns0hXDTYntCb92FOYvbpDj5nf6AWmk2RoHdWPzBV+zYezL1gysMMeM127InC"
    "iHVra+zVbIzx29V8B9ctlRi+ux6XObPj/i3brQFEoVoNj6AFFebnRS5Ob9+Y9nz1/IPJUT"
    "Uvg1Fg1xrm/IN8s1OFeC1G+9cCcLuGIFLy1/qcTLYEgulx8BOtZJBYy2D0aM/Ekdwu7ApW"
    "3eMb2HnBW8C55iRdTHHqnA/mOOlroXHsUrB5Qb8ZXAjTF0Zq7vMlwNhCHp5VryKYMBYp7e"
    "6sCZfWjA4fqrOALf5o76Oi28ZTGTG5Ju+VOiFaawRwmM9yoMvrlTrPphzquxIbru3A3iqJ"
    "X6K3I90P86dCNYHaaZYBIwledGJ+6SeHU5XaZ02YTMIylrjgE+3zjTAH40ZHgaR0Fw95rf"
    "Bjck34n9O3BlOshbvbt4e/nh/ArOgOGTx6XUVJ52v6h/D9TjT+5HS533vyhkNObzg+vBiU"
    "VBjdNU/Qd61S3y2cTg0mJtD4S1PUxG7cpbvg18n07qJrwVLxhuyqd53hIVkb+2QTptTe6x"
    "miRmr4m7vkpP42FaesJoDvatkCrRpO1ush1o+p9BpseCDbmW8GL6fYW3hj8nVXaaPXenEM"
    "0UlJJCoZIlMeC3ACXhP5wv7y+uL5yMVMG5vJFdmENH3bFX6PWztIc20Tewib7TTPQdJTAw"
    "T3tYBmeqiWsPhhJMThu1DbY3UebljbYJBwvCWmMrSu4QwtzKBk/PGpjg6VmtBfCrogHGhN"
    "FRHGolVPMyJmOhcmg0fPXPf7kcOiwGXwf2u6+LKFqxV3/5C1m5j+h3slx5sJUGy798e/LV"
    "HMRa5i82TbxmEj1Ge3wQk+k4j/asOap5hylW7m2OFhROyVDLHhVBM8zSiqjvvfgreP8Fxe"
    "FPlCHhxuGtgwsRfm0ShyGmlDSSUArJ/eVIXjzTNMBb4nmcNn7mufNF5CDaIcAiHpKf8Onb"
    "CIM4UGZKVhTZaEXD0dL140jhWW3gE1VKm5wTv5aP7BBHPHCNPWSiFlEqfgArfalLqtaZiU"
    "StoZ2BlLImm0eWLHpjHJFiqVqkvlcmkzDZC8NE4R29HzqwwYb3q25II3fRHbPkhfdRnR02"
    "AAzKgiab4wIObukQc6vAYR5RWAHwD1gsKxI2fv93HJlYGK2F0VbyNZZ015LuWtJdYzLtti"
    "5ttoVsXdoADihLtHt0RLs8QSnj/2sKrl2xUFx/1XATFIB/NJKZEPj/VGIrIOCTT50JhrTg"
    "zRNRyn/FY9r1gkDEu8CRg4E/F/+1jCeLKhyg3S2aTCpUVeBzxf1SaT4e/w5fWD5dW4635f"
    "iTc/PZBKykTr1srwWnwr0oBCdWbt3o0X3GJdl7ueKURqjx5EtyJqe//uZm+S8xkbcLW7xs"
    "Uvt9WV/6fVmp/BbPwaIl3rjz2jR9Uc7kcPe2zgJD8D/CWHT0J5V5s466k8ewBHfUHAiLbQ"
    "jcf0MgiSIcnKhwwOs2ppzE/rI9T7TfcOx8jcKEzs1hyLEnIzLNNtiOy4O2yc82+dkmv4rm"
    "j7TJL9/cJ2zgTnCSEf8HtwNO1bZtf/tr+5uFwZLD3tBjxaI5GGK9wDFTonP8QKuChmEQaj"
    "MaFqVMjte+LO7x3J0R12u+8+yYgUJob0kZI3OF2usBOxVBszUv6G2z/Z8R11TsjstGgphK"
    "ES1vIS7M5AwnLPwiqSdkuMxWJKTgKOHUbLEFOWOKmxM/E147cqPl7Xt4EPKZ52jPmRsiho"
    "R43g9msVBWigINi/xlMaN9LH5+Jw+c8O6AXcIgni+ScfSSzFDgtX90fWdKl0G6EA3LhpSt"
    "atEBPUEHHHRe1x4r1BMCDzvtDazGgjZMAG0UWvIfqO4KHYAZa2OPZ1Fj2Ef5LK+BfRxuxp"
    "rB+1ZTJdcNWzs0quYXCLFX0UCBpJHfDDehZ1bZNU1mrvGrxSQ19KC/0ZDTUSinrm269gF0"
    "GJxzdridDUP8/kiyTO6HBKN8RdL4bhE5fKVYRE7ZnhaRc5SInGNkwuVHBmfHEIzhsL/OQ7"
    "JkSBuu5Mt47Xz9y1dc4+CXzgJv2nbQ1k5KsUdPYWKOqk9nplni87hMA3ew76QvHLkKh6MZ"
    "6CaR3d8qGMCfe6t/AgnIjSvhUcGsHXfPiybUPeVzJsfc86K8FCLNYTRR/2fQfAnCKSe/mC"
    "GGEIwyvj889QVm+Vk0kiGJzjlQlTR5Y/pVPGaCywG/HRE5k2Cp0bC/47KgVKh4phYetEq+"
    "Z32qFdOcsussDcnRGoq4uA4gURbbX/XjsabJ32MnEPHvpa05YdPiYAA5yxegCl1lA5czpt"
    "i9xY8vyyJgWQQsi4BlETAmHWlxAv2xUHJWai6hipjpS0gejslh2Q9DWeSACcgBS/ewO7oH"
    "9VZ0lIputwM1xgCUN2QDkQBveVg5qMUDyO+H21EBMqnCL90ODgBPebmMRZXoW5Z3IjIpro"
    "AINJFQjqCVjydMkKTiePG98A3DDjR8f6sjagvXJZV7hAb7Gz9M7zi0NX1b07c1/VMKg7ER"
    "F5PNG4gethfQKjcxup6MqcpvJHTxZxnvhFjFkUYAtuNqmmwJ0mP6z8n0YsrqWz6dXT51ys"
    "EhX6PDV9LS10PHCAWhHtc2f03XBkc5gmXc0OH6PbxhoiDQm4GRCvTYILf4N/AVIjggluSe"
    "t2yZYY4RPgoGGTN3rmuZsuyDjLSneAyPD/5W8aNjsggY7aDr+sFjLzhfoL4VynJ9sMAHwY"
    "TiTx0IY+Dvj6iYhIvAGEr8qBuY0kMtom+LjqzQ2WbVajAMopQoTlWA6BuWh+dCnAknCZol"
    "Cpw7SlcJeP7wJmqBlHkoRGZvwFa6BJW7kyQFkWJZUfmun8P1GYKYySchGqIj8iJG13ueDJ"
    "2zofPU+Ud89vjsRXsTdIyS8APV1Jd67GpyvcnYMOSIAO2mjTkO/Q67Zgee605Qq6dShBYp"
    "16hHjbcFUr98srSZhQoiJltH9H1yeB6itqYhmYl8GA52nDpBD8vShSx4Q3PlRYw+Sm5zeP"
    "w8kqt/ZrL4DhMtZGEDBsAGsvblB6o665U2SNcP2L6aqruwnzfQNz+tO9N3Vos+rjO+sfbz"
    "zk8D8MaRo2RaOL9dQ2UOidx4h6/boBa4Ib4eNsBtTNMrG81AWUEAGPg/IDPmzPVdtgAD+B"
    "DbNoNxtLrDdlhHQrdRxW7kiDgsBoO/vRaDUbanxWBYDIbFYFgMhsVgWAyGxWBYDEZqDovB"
    "sBgMi8GwGIweYjBsq35dNMQb8xn5dpLt2Zia1CoO5QR2VG+tJDwemop1IJQLMS+I80T6kt"
    "c4uTpr/wxjK6umW2jvDPv7ss8XdMVlhYl7g/2wja1626q3SYfJjurc+2XHN33PadweX0OR"
    "r1QxuqGdvcIdAgmMcF6bajznyxtY0L4iY+oNagva4uthg4K2l17ZYEhBjqI6QH068F+Bnx"
    "okV4oeOiyeLHBi51f4YBrz4PSraphBJ/fcXvQWf2e55G0r3LbCXU2/2Qr3MWZz0p2uaZtV"
    "KmB0FRsPRPwTXztfBWHvV2cZoCc9xkGljHqzYWG/xOw4lpDkD+CSl8lZQ5qwbDJ2YzIWjX"
    "uKyVib6TPq4K0YRtJEt7BPQXJXZuoi9oC1GPJUhfBU+2cqm5Q13UKnQmfKTzFLZmrzszY/"
    "a1h+tkJQud8sotFHuabKC45Ng8z4cfPHttnyG6fHjWaPhaiVMKrsP0q+Gm5K1U5zF23N0l"
    "5GdMnHamAugEOshg7xvARbzTDdKhwHxWxZXeEHDJvlisCLt02blX/9KJkTmLzog+Eu583a"
    "zLDNDNvM8Gmklo5+YqlyiKwdY7pP/ycdm2nu+NIljQhumlUbbGo4y2SOAayO3ATB2sdGgg"
    "SqjoxjQ/4FC+Jwgl6QAXM2sQc8mZU58uPlWIWqqWWtq5HeX4bviaaBPvJnlPMcc93vaxe8"
    "0wX51ng365i+7lTGnd5mgzTlExtSLQTPb6k90rIoZO5ASxGOyUN7HYTofyPmCTckDplx2d"
    "AJ4oi503TOhx13aZJXHYgjxeWGtFMu7ZTLE7T7qRCM9nfK5WRBl0SvLpwXMblmfwm7b126"
    "03zD2Hq94RY6lXq9HT9qK/btKvbipOhA1bJUdpPer68HTGM958/YgqKvwSe7vnx7e1IUln"
    "bQq9F7/VGV6i+DvwbjQX29Xnw/bFC0H7nB6Hd5bbNJr6sglG1PM9fDkk0UwH/L29XMet0u"
    "s71S/1v2yJYB1FbBbRX8xNI08ForFnUz4s9E1uiK+JeFO1mAhZtW73ZN8DkLwqVq9TVTeS"
    "ZttNI5Sx4EJeJcYs46RBpyUzhWsZYSK3gkm5kgk96fCQa/XHx8d/nxZ90NDu0wI6EeIcqO"
    "tQ/nCNODfGQSJhdLcf4X6HlG4J3vIuG/C7BHvPICMlUmrd6489rKaUHM5KTVbbrnRA68NV"
    "PTsr9FawT8ubUIbXMiPQbeQJwssyecxzOkqJFpu4TKLmA2qzCYUMaoKtypWyMFGXPBBVeu"
    "TxlfGwdCDIBvqqXX9HpzdSoAG5o+TsdqFceOhl4zAXMVm7yss5g1PlK7ViwNwyAczcMgXm"
    "nt1GU5M7brVgzk18IA8LC+YJhYCxQSvPKBP0954jW5mHaxcfdmlK/uSrh2WcLITwnEs3Da"
    "YBYAFwdmAQ+0NiQRV4tsUlGyn9ge+TecYNIomUnVwvAl0f5ZnsJtT9Hmp4LnIuwOqQU5hN"
    "Ow6HG4HZlSLOY0M1FRxnj8UF1NzHjbWFyXiRaycCED4EK5Xvdu8EKGaVtvz2qq4+LGvV3L"
    "Rw4VanFyd40XOix8JaLLwQb0Cn49bAReSa5sNO2WdyZxGIrPO15e4a6yCODBkx6mpEeJEz"
    "Y7X78RzwXtwH9/xU7LMQWT0eTjKFDwBe/uZzSpLIor7o7ea3FZ8AY0FBpu5rNIHrHIZlHF"
    "6Sg+xV+wEB6+KC2Ep2xPC+E5ysg8WfSVt2FTSTcnZHRkcRORe5bREK3R3PgvfH5MQdOpi6"
    "MAyCyioUOyDnG91+Ew9V95FDTtHZeXGw38QVy8intEHlOveZUM+5lhyZI56F/ijllq1HYE"
    "Jc+fNyEoef68nqAEv6vmUnQqPodjxGhhqF+JF4tijvgDDl+7sUQkcmom7Gp3sNf76LSYMC"
    "czInO9ocvyejMM0qri+SUIp5wRbwY/h3vV2ADyF7byVNyc9QdGKmAybI4zoBLRyJA7KSRv"
    "kuvn5r/wOQeGMJBk0aUinqpzuopCRvtdknpHGmXmhhkHjCAhWRCmXSHprPCcRMjauhciJt"
    "egtireDxwvAJcpPKwJLPOLKgw9cbKXUykSr8Mg6ifrhy0Qm2sbWyA23UKW+MNgQ9lKvq3k"
    "G3a42Er+Ptwry/phWT8GrWETklqoHjiRcQ9th05kvEfbwRNiqDVveRMsHmmRBKzh83xwUh"
    "wJ4LXKVbdibAZQLI+ObrkdFGHhBRZeUBvFH2Ne54ThBXI/0akA5UR6UQx9K573lSxdgzEj"
    "imMA4KGHDpZtHHEGDBF/gFuiE9J/xW7YRY7voVUhl43c5TIWJ1HFRm+CwKOkxkxl0ZKtxi"
    "C7KyOln2hY6Xzr+aet/DefPl0VlP/mssyi8PnDm4vrPz35c2UvtcmbHpx0NidwoJzAQV36"
    "X+V4jXqf/tdsAMd2pz43raMBmx/Cj/8NXkMGWK73whXEftriCm+9DAtO/gAFYliOgfmnpQ"
    "W0Tr91+q3TnwAs9EcbPXSm0d4QxeDI+5E7SbzJFKqK7ApFuKpgJ3KZxhrfMexIf+bXAcZ8"
    "tTDKk6FzNnSeOv+Izx6fvVCY4kAol1MZUshwzheCtbuIqnZCXderkV+tkPNy6tfBEF2nAt"
    "7p7cQei90x1zZ2mpKphrF5OQMtZPNyFqtj2GGyK6yOHYVkRyEdwG89DmqTz5x5fKBI5Mtv"
    "hpsS+HF2TZO8PRKHMyrmv4+pHLBDp0P4kPqY9uXj4JEAMHSIF/j0tXNHV5ED4aXryYY1zN"
    "bfO4FXrQzv5hcsVmf74rFpe5u2P420PW4wI/6PyvtQn7gvCJmcqvxIxPJNJ8tg5jLdMH9o"
    "N+BkJ9QREkEk1KhhirKc0YWUv2FvPJgDTTF0eC9qengx4jYmbC/Omzl73MAccFX9xBn8rm"
    "iO8X1E63LHm0hyinJG5wJu3H9zshV8ZNOyNKUeKnCs9SfQZEImp5cx6sRHddbgr3NHz7g8"
    "c2kax8pFRjptexTlTDcJPGlK2o5GwfKicWappMQOE3FdfCPeLQkhnBgooq7ctxsjLwrXja"
    "Lswq3hV1KGRMEYX5pXEOiswmC5iuBscfhPOAFSfNXwFbW7gxI8lc+iJTMOWRCH8CGnfKxg"
    "pfICCTGj+GULn7JxmI3DTi4OO4GpqjSk3OEP4mgV8xQwrGmkNjJkzGRuw9YIwIpShpuAh7"
    "/O0sVJU+wVD4vFqfMDxGLTIf8gPfaitDWwlYGePm4Sl8FVtSbi35XQbJqZigclKfZll3cu"
    "W3nknvcSmaPqgjvS3M8viJnu5ifO3ox7eeJfhjkXFnFlji1qHT0LHjHbQhY8YgB4xBbbj6"
    "7YniV3rinEgMqye+WaYcM00CjMrm80VwQsOol5TMqb4MRd1LNB6i/dXh7/rfCQsieklMvh"
    "MHIID+HtsdM1bCrHpnJOKJUTxr521JTJmOyZo09Bv69oCK+jjzkDeGzOdU6RXxjpzw1bzo"
    "qGoGxT1jJQVdZ0Q+ETo4n4M/fIStjGHivIY5rlQjNpo1M+74O17mjgXac/XX8VK46wes6e"
    "VOBBjD37bFpMyrmvnCVljCCpGfbrcjf08Lw8Ii+uY4FMojcmmCAiC4OPw+ubYhZcR92pQB"
    "+0/RZeavF2i1d96Lg4HAZu7nomsFDxRaeTyk8FTAYc3qYFFD55gfhsTZuTfpVwho2y+mcb"
    "svpn1aw+37Qhur2jKoK2evenJGa088OfEhwf0ljvHfdFi31ZX8sVuR6oGcezRVQzD9xdB3"
    "rAVGE3nbhL4tUhZpnyyBQyj6SsOXr+fONMA/jRkL3m4mKiYezziV8P38ffXby9/HB+BXvF"
    "8MnjEmddssc8q2wjHqjFn9yPljqvd1HI5Hf7g+vBaU5Bi1M2hJ0EtCt9xTWR0wj9iRdrOO"
    "8dv/cuG03IZEFVUewWAsdMznD2xi+SORNxCOIgRbCemOdMSei5yKoZ+68d+V5x++DqdkhI"
    "xfkb+LQxyH9T4Nod6WN96rhZDrhe3ujaYRp+icS77rqxlV1ja4W2stsna+2msqvYlDrQe1"
    "Y4zHFvGmKDtvtZU/3Xb/MmkadWLbSx/tuIQrXmXdKgUQXlztx5DG9Jqb77mnsOaf0CnQcm"
    "Zkoz7ips4FZ92D2VPQP5P1SYdurOKcQm1W6B6qW2pozf2ppyNbq1NeVjrCkfMbuqPBWSNm"
    "2Bp8ckB28X4CNrYR8diknnRdbPNlnV7hlW5batYZpMwmjL3Lw///Hs+YvEMoUz8LUwFu+v"
    "9/kEehbBKp/yKUGGUN+KB9ap8GQSvZhC8gHdpyEOQ4e/OIJ1xFMgPFcPG+Vq1fws3GGhRz"
    "YETILl0m3dTlCQNjlzKOZp4cP2qasg8H3Kj2tt+1REzTdO8sC8GU0U61xeLsK8KHiTRpuq"
    "Ggro5w17kpGqwe8a6szbRKHZFrKJQrMShZ0mCA1TutbO1SYlaGYqMCYQAgxqUoDiy+G21F"
    "922daE300ATu8Ci7G81scwy5B2lw85ZQs/4mUgrBid1OoO2xtE/jPIlFZYIFwteDH9voJf"
    "4vdM5FOyI3f6fZRqImVZS179AZcGzeA/nC/vL64vHPESYM7HubxJJxKrSUbynyXDdkWuyK"
    "YUBzalaFOKJ5NSPHoqhXRMk5wLxLc+c5CYpzIoCFzPILhjmA0xdFDQ0XPvyG4TJNzB9p/E"
    "p8GkpiHNJwjhYlmpW3toWa38/sLpx7qeBoV7wyuFTgYaBBwW+BMSX/NAuMKSHnWzgUpxkz"
    "OClw9U/L6ZUAseu44TV5Q8LifOI2A+MeC2g8aW3jlyWfin+1IUJTt4KfbmWGTeu/wbTtDu"
    "lgvKyBDcFgL6Y6HkVNRcQhUx05eQPByTw7IfhrIVGwMqNpa0a4ekXeqt6CgV3W4Haqrwyo"
    "ZsHEsar+ZsJknLXzJsVCd7IEOa76R3asKSVr5ciWqv8uQQzyWsBtQu/go1hVpGiWQrU/wt"
    "tpWpulDmGJMaJ1yZsgRqxixnS6DWPwI1ceBWjFNf2U0FjC5i5Wf5pb4D1naxeJItKnNmyF"
    "kiu8PUEjmMSxFEeQGp2ZtSiZKqZyhi1qbEH7UD1pdPn99cXTi/XF+8vby5lA0eqRPAvyy6"
    "ctcX51eVWuFYj8ErFTAZtMB7BOAp5kF4L1o40s2GCZjg3P1Gle3CB4OSrAhj2lQwmVA7Hp"
    "j91XpSFhiBzHT4k5tF6wKBCNPD8WQSJq+GLwtYBBI/la4DcIrWQYjMSAHOrbzHb0PeA+gH"
    "mriSfUN9LOfjQVsBScjoCDNaOsdGUcrk1YLOEHF+j6dz+gNLOKswkNfhIrQ0vw/B8/h8tJ"
    "zMn+BJ3QFF3kNf+9Ph3JQvv+Xe3K+612EQNXZHLQOnZeDsFwOn5dhspOX0kxbRVcVrOQ6m"
    "TVV9sXm/vEraaFSWZdk02To9xsxZKJYBUKzKltSB1lPcyWlSbKp2eCO76rfwa5ZN2AQ7pE"
    "eu6Tvuchnz2ySdMtsxRI2lagkyxaMKwyQPzNFB5S+Z7KbaCDSycCILJ7Jwoofm5fsGJzpi"
    "7swbCkdH5E6SzTVteUfqknLZxhBWxnSnru6zdWmLvIjRLn6RnvRBVug4mWF73A9eeTl6Ol"
    "JspmY0wvk4bIiuBb44hpRfFFnSLSUvVYrUUL2nRS+su7BXkv1kLXN7IeyebkinQycnd3iz"
    "IIpjFC3goF8EnmJv2oDXqoqaDdy6QScORwkswSjuZIEBUMdYli4AXX4QKU7leghLcr3JJf"
    "kvHJ7iphxuDv0Oi7cDhe8EnmJbuo0MNlU5uHbFhJ6kqVt6qyZYyBYQTLSQLSCYVEDosnBg"
    "mMZ1dy79aoHtnDegc/5A5Zi0y2igKsRk3w43lmCK1zUYbIa5bgissyxfMn2MAzGy/oQhJj"
    "7GlHcV4ticWUT5f6yJr6qfdXvnvfAip6rbMzEyXiF1VdOurv5Wfaf66X7br1DfUTUmZdN3"
    "lvq5us5sRaw2sLQVsaOqiB099bM5rXmnw/Ls8rLLDO6OuU1DE2xLGhHcJ3WqAXmZ/dcDcp"
    "vfOHa9yPXZI/zZFvsePNk3hPbCKResfRwXh+4bWs1v3j+wy4rAyU6Kc2fpoDhcR9LvNg6/"
    "W6lnTuIwREC4wkPcMDAuL7W/hNsTXYLuy4gueafrHR9r6XCUe/MJAh0X8EO6Aicr4qFRc2"
    "2XpPaobU1lY/leRJU4h49zr+BKmIrRr/gR98r5SB6ScLJI5vTmXTidNz9hnwey2qzgd6jC"
    "MBsbRRTSvWkX4XmNrF0EzpB0HizWm5FQHR0CcgcW5YXPYiuJUZ0inJoIXy/wW0ay50hjjd"
    "WJ72+xvXisu7ddBT6OIBaLijfw8Am/xPP4oA4x0xfX4BI8arTioXa92AdNx74ict1IBZbK"
    "mDv/IdvxZDDafFnsaOpDG961iqjJLldu2oO2su2kBwNyNvlJD5x8RGvZHFMKxw59sEMfLE"
    "LImOR7bmEq60DNrKSWNR6T4vJAWaQAsUBo3BClBmarL7g1h3ip5Y02n0jemptxamA5C/gy"
    "0UIW8GUA4Kt0nnSg83fijuZ1iz/oHGqqffX5XLDDNXh415dvb2vn3nfcvH/Lb2qePdoeLD"
    "p4PPV528AcFpp3xNC88znEW3N41GteJBhsROqVLx42A+6NSCInKe25YAMk35KCMSZOgHVY"
    "4nlyy0JKBGUeo5mEkj0hy8gJdF0Ji2fhXhbuVZslOMbUoYV7HRfc6xyHVlTmQXBK6q9rOM"
    "EX+CJztvyv5oyE0C1lHaCM1aqswoESojSvM6Cg6zrWkhKVX13fSJwImN0+fB6CasEPADcA"
    "Hzh56bmmDWkdXtKpq637RMRs7X9wp1PPqMEbq/96rKVpeb3ZahY98hyK4LuIPvAdrI1POT"
    "jRod8nFBkMQMM0XAWefkS5szff1Xzt3R6881cBL5Ib9M7D2aynZnG92Wp+D26KYXrGbMcU"
    "o/Ep/eYSNWx90yQlpbjZVrghyxVu8PLRnfTRJds3jn1bO9E6MOrE5Rwouv5kUchcbJTwKP"
    "lhIMYUHcih5PpCZeidt3kpw9/9BTJ4S4fSzfvx+EckBFotLLHjt19MtNF+/8tipq+AGR+w"
    "hIxBxamHc/KNckQtTic60NqQ74a2DSpyphtBsSAOpPIoiIhi4t6GrSiVaLkNtVPzI11F38"
    "RLE6Na9q8YtseRvtrLgn3Rvhs64tENMUAdIrmuIPFAGPI+i9XmAZCHFmtjsTYWa9MSawPr"
    "uQM9Z5Xp69gkOIfejtVUw9l2bdTQhdQGGcnVRhBBgQurEXygwMTVaPpCfvjqyuMvvs8jgP"
    "Smr3gvJJ/lPnREBYyT+AgyW+Vwhk5uqp7dkP2twsBixvym4QxVIhyLUbAYhYo9LUbhKDEK"
    "Yn+ovAv1IIVUwGiUAu84xKZoPgYA8ZDpxjjkG6lsYRcoL3OACmKr14p5M5F9RrtPtKNdzl"
    "LP055yNEOCFjGpDHP0nPVfxMh4pK0X7PU4uIEzBRyeh+YEJ0f2nPS54m42NFVZzHwbpU/c"
    "PyPZ5JGJFrLJIwOSR0VK4M5ySIbpXHvzatwMVN7H7TDVg1CjN2rEOnRSD4u6TVqDctcNG6"
    "b1OBOUTkMQ75Ib0wkR2Z2UdQnTcOqGoEYSWxqCkjZG/rjio4wnTpGjyyQTSunsE1gTUczy"
    "3ynubpN5A5vMs8m8k0nmbQnHNvGJ2ZCss5Vcxx+q2G6304fu1xS67KFfOEYue9o8onEo+C"
    "efHAizlR2Q1cz29tGrmbTRaW45fJXCXRtDdXc8bRVOFqbHuZ5JmE23fo+qFkjWhAOPRcFq"
    "1Qkf2i5I18WoS51kdibxoGT2PhnwcbuRo3MQnWtAFhuxwTpKTwX6oPPbVN0/MAGDfuVMID"
    "jjRbUlZQzCwMPboNiIrEgxbCun5UXN7iT4UOlM5aFOPu/AfpC1NkPQpdhF6E/uR0sdtuei"
    "kMk0ih9cD9as4KPOb09RENwNwVkC3fPM58SLNY7tjt0jXv0bRcEd1eK1L4uZbIdb/pR5C+"
    "CY7gPpW5ys+gqvyPVL4+uw+YSTzocEBEyVGKETd0m8mryIFCmfxELmkZQ1R+Gfb5xpAD8a"
    "CkYO1QRB2Uy5xuwIzjpxsfzCnNi/85vPb9h0IMBB8OH86k9nj4dPHpco/5ND+1mVkIOEsA"
    "tORxgiaucqFMJGrwrE8KaDM4rzGESHn8xayb9LcE5pQDIOk9hQ5JubJZMVgsYnm/BZDbPG"
    "cHvl37bxmGUPi8Qw0UIWiWEAEsO28XTfxlN3WnegaMlHfCnvZpCaNU7qpnpWOCyGYizwrd"
    "8IrpDLohGqQi7J7WiKTz5W4+gkTkpAhVamKpaiwfXNmpv8eDmGLxXdTeUrVdPGixAKi5Ow"
    "OIlqpGlxEseIk5D7RnVZ12UcMgGjnfAnQ+ds6Dx1/hGfPT57wQlUZK9NW7BEdxShcNRUFd"
    "6sGJ/IGl2KF1CIdBQCjq9lGhN5dlyV7x8aYvDLxcd3lx9/1t3eEBIxI6EYR9FK+0/PGmj/"
    "6Vmt9vEri4kwFBPRs+HZrVpfTRqfvQrdIHQjhbKbbT15+T1uPh8/XX84v9J3rTgcLvaZg4"
    "WYWUip4HdgzswNWeOzd+cQLTvS3I4079BC6Sd2pLkdaW7qSPMxYbTVqO2SoOml5nx1GZyz"
    "eUAxDjG/niyzq3rkCzmZvqAnRYg4WQQM97MAd0AwB/Ec/p8ID7s/PICSK9Zzl64Ow2xRyO"
    "R1gi7Ckvj30hiJBXB3YkPHnTk+7lrIVSLsdCiQHhsFK6oIHDf6AjmpnvgAwgp4PrDI5czv"
    "mOjU6WrYz+k+jqc497AFsKwk2UN8GZzra5niclYkZp1Q1bbCjkld1kEpNx7lZVGTNymJpm"
    "yt+MMc41LF+r5vVdBk49xIfDfEjZhqebCVOjszROKnXv+bWh8qoobzZ0sbgMoXZJqkvNay"
    "vuURJk1hyOwEzDQsW5Uhi5IdlCH3lh/OmWJM59ipEjpr6kfaM6KPou7IIhK2K0QXJXv3Bs"
    "j8p8gDYJEAXoYuMje9ewNmru+yRatXoCTau3dAq0v5mGxeGeDdDEtUETPZHcLx53KPaj4B"
    "/eCQIUtk2CsjWfi8iRay8HkD4POWyPBBym5BZJgdzx1o/DOjRsF6WhzmTVVdcWsKqoZHcj"
    "5+vroyAkr/BRMKW2aQZJcNm8PqR+tMZPsQEmcVBhPK5FzOBFgoaAcFmf1aNpFylAMYCSuw"
    "Ckb1B95qC7vhIvCmCjC+xdVbXH1tbGNx9UcV6cotoPIy1E8TySSMBnej8yG3TlMgxbHv4+"
    "9Xt9Ba/F4mYfrk1xb4+a4r7/gcIzizZTVEq46iEjabRCpVe5JkBJdAPLuDvEteB4iUbqaz"
    "jGaeekDOpgEtOaH9z2jJHTLj2PUi12eP8Pe0z5dbRKIIqETOVRMQVwanjhuhuzbTpRnfBX"
    "rI8k4c3nHbkJaxvfbHNzLzBlysYnxVc8mwYZjK0qubRKgkFORGGacRAuh+D8bpQf4qJQZm"
    "8kriz3k4BKHVUIAfcV8USHy4Shm+7up3tsS2tY3mKkL+/MU28rWRr418jz/yPb2Ocm1HqL"
    "PYjENJ6mnnNuE/K6JGK/8yHVOaoWcM2zvLxL5tDVOW7IldOLDNeLOcQmcNTpeVsbHLybDv"
    "efuGH0QO8byEIJv7goePj7lyJ0GsqtZu7q5JhcxN4ZV6azg491BgaEt7ccg+872XA/bYxa"
    "cupDaHvu2+PGAzcDYD1wcrHU0GDk4L8a7UZ+D4JcOmGbj06q0ZuLfoFoDrE8mWMX/qYKth"
    "miqr5tIaSWzKilmch8122WzXaWa7GNKy+Cpob230khcxN3a5dhllghmIF1bBy0O9MRxxCK"
    "v7QFFMFESiKbyhrtPrzVX0ZVKfOWwqkcWTCaVTqjqiat/kvIzpGubhSfrEh0rYcn5ADRVn"
    "Ar3Qr3jcg/GGwa7q6em3INMLFa8pcrEkj23kzLRN6e1OxqbtReeSdAInpXFXlo+UEvHB70"
    "jQYDb5xJYpa5tM1M2gtX3aaB26EbIc9s9MpzWZjQWYmR0m3o5gxltzNF86jo0PY8uPauME"
    "VI0zuZ1z7MQ+f7TpiD+txtFSFTR3Hb1VWUIOxhui2bB6JMvd+P4d7ITXM0FvNI/RM9J9ij"
    "SYMaNROZeq/ptfFjNd+2xFQjod4tvthpJ8FYk5EEWcbEfy/S/mCA9mFj4dUcsiqYS5xpB0"
    "3XwTElzELPF2S9Mg2/Hedm2GeDVtmQwsSh5fMpCDQXiB/iRpTmzJ0YQsvmXLMNtCli3DAL"
    "YMW37vd/n9j/8PaIb7OQ=="
)
