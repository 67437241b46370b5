"""Init."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

SQLITE_UPGRADE = r"""
CREATE TABLE IF NOT EXISTS "process_node" (
    "number" INT NOT NULL PRIMARY KEY,
    "token" VARCHAR(32) NOT NULL /* Names the one process that holds the number. */,
    "heartbeat_at" TIMESTAMP NOT NULL /* When the process last said that it lives. */
) /* A node number and the process that makes ids with it. */;
CREATE TABLE IF NOT EXISTS "job" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(80) NOT NULL /* Name the function is registered under. */,
    "arguments" JSON NOT NULL /* Keyword arguments. */,
    "status" VARCHAR(16) NOT NULL /* How far it is. */,
    "run_after" TIMESTAMP NOT NULL /* Not to be started earlier. */,
    "holder" VARCHAR(32) /* The process that runs it. */,
    "lease_until" TIMESTAMP /* When another process may take it over. */,
    "attempts" INT NOT NULL /* How often it was started. */,
    "error" TEXT /* How the last attempt failed. */
) /* A call to a registered function that has yet to succeed; the row goes when it has. */;
CREATE INDEX IF NOT EXISTS "idx_job_status_e98b55" ON "job" ("status", "run_after");
CREATE TABLE IF NOT EXISTS "audit_log_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "space_id" BIGINT /* The space it happened in. */,
    "organization_id" BIGINT /* The organization it happened in. */,
    "user_id" BIGINT /* Who did it. */,
    "api_key_id" BIGINT /* The key it was done with. */,
    "action" VARCHAR(80) NOT NULL /* What happened, such as `prompt.committed`. */,
    "subject_type" VARCHAR(80) NOT NULL /* What kind of thing it happened to. */,
    "subject_id" BIGINT NOT NULL /* The thing it happened to. */,
    "before" JSON /* What was changed, as it had been. */,
    "after" JSON /* What was changed, as it is since. */,
    "request_id" VARCHAR(64) /* The request it was part of, as in the log. */
) /* That someone wrote something; it survives what it describes, hence ids without references. */;
CREATE INDEX IF NOT EXISTS "idx_audit_log_e_space_i_04900a" ON "audit_log_entry" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_audit_log_e_organiz_ee4d63" ON "audit_log_entry" ("organization_id", "id");
CREATE TABLE IF NOT EXISTS "organization" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(120) NOT NULL /* Display name. */,
    "metadata" JSON NOT NULL /* Whatever its owners want to note. */,
    "plan" VARCHAR(40) NOT NULL /* The plan it is on. */,
    "ai_features_enabled" INT NOT NULL /* Whether features that call models are on. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */
) /* Owns spaces and the memberships that reach into all of them. */;
CREATE TABLE IF NOT EXISTS "user" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "email" VARCHAR(254) NOT NULL UNIQUE /* Address to sign in with, in lower case. */,
    "unique_name" VARCHAR(64) NOT NULL UNIQUE /* Handle, unique in the installation. */,
    "name" VARCHAR(120) NOT NULL /* Name shown to others. */,
    "description" TEXT /* What they say of themselves. */,
    "password_hash" VARCHAR(200) NOT NULL /* argon2id in PHC form. */,
    "icon_uri" VARCHAR(500) /* Address of a picture. */,
    "country_code" VARCHAR(8) /* Country, ISO 3166-1 alpha-2. */,
    "is_verified" INT NOT NULL /* The address was shown to be theirs. */,
    "is_instance_admin" INT NOT NULL /* May manage the installation. */,
    "feature_flags" JSON NOT NULL /* Experimental features switched on for them. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */
) /* A person with an account. */;
CREATE TABLE IF NOT EXISTS "login_session" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "token_hash" VARCHAR(64) NOT NULL UNIQUE /* SHA-256 of the token. */,
    "user_agent" VARCHAR(300) /* The browser, as it names itself. */,
    "last_seen_at" TIMESTAMP NOT NULL /* When it was last used, to the minute. */,
    "expires_at" TIMESTAMP NOT NULL /* When it ends by itself. */,
    "user_id" INTEGER NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE /* Who is signed in. */
) /* A browser that is signed in; only a hash of its token is kept. */;
CREATE INDEX IF NOT EXISTS "idx_login_sessi_user_id_62a4ab" ON "login_session" ("user_id");
CREATE TABLE IF NOT EXISTS "organization_membership" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "role" VARCHAR(16) NOT NULL /* What they may do. */,
    "organization_id" INTEGER NOT NULL REFERENCES "organization" ("id") ON DELETE CASCADE /* Where. */,
    "user_id" INTEGER NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE /* Who. */,
    CONSTRAINT "uid_organizatio_organiz_0d93d3" UNIQUE ("organization_id", "user_id")
) /* A user's role in an organization, and by it in every space of that organization. */;
CREATE INDEX IF NOT EXISTS "idx_organizatio_user_id_dafa78" ON "organization_membership" ("user_id");
CREATE TABLE IF NOT EXISTS "space" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(120) NOT NULL /* Display name. */,
    "description" TEXT /* What the space is for. */,
    "kind" VARCHAR(16) NOT NULL /* For one person or for a team. */,
    "icon_uri" VARCHAR(500) /* Address of a picture. */,
    "retention_days" INT /* Days that traces are kept; empty keeps them. */,
    "metadata" JSON NOT NULL /* Whatever its owners want to note. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "organization_id" INTEGER NOT NULL REFERENCES "organization" ("id") ON DELETE RESTRICT /* Its owner. */
) /* The unit of ownership: everything below lives in exactly one space. */;
CREATE INDEX IF NOT EXISTS "idx_space_organiz_ca278d" ON "space" ("organization_id");
CREATE TABLE IF NOT EXISTS "api_key" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(120) NOT NULL /* What it is used for. */,
    "public_part" VARCHAR(32) NOT NULL UNIQUE /* The part of the key that may be shown. */,
    "secret_hash" VARCHAR(64) NOT NULL /* SHA-256 of the whole key. */,
    "scopes" JSON NOT NULL /* What it may be used for. */,
    "expires_at" TIMESTAMP /* When it stops to work; empty means never. */,
    "last_used_at" TIMESTAMP /* When it was last used, to the minute. */,
    "revoked_at" TIMESTAMP /* When it was revoked. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "organization_id" INTEGER REFERENCES "organization" ("id") ON DELETE CASCADE /* The organization whose spaces it reaches. */,
    "space_id" INTEGER REFERENCES "space" ("id") ON DELETE CASCADE /* The one space it reaches, for a space's key. */,
    "user_id" INTEGER REFERENCES "user" ("id") ON DELETE CASCADE /* The user it acts as, for a personal key. */
) /* A key for programs, owned by a user, a space or an organization; only a hash of its secret is kept. */;
CREATE INDEX IF NOT EXISTS "idx_api_key_organiz_677338" ON "api_key" ("organization_id");
CREATE INDEX IF NOT EXISTS "idx_api_key_space_i_9ab5bd" ON "api_key" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_api_key_user_id_a3e0be" ON "api_key" ("user_id");
CREATE TABLE IF NOT EXISTS "membership_invitation" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "email" VARCHAR(254) NOT NULL /* Address that is invited, in lower case. */,
    "role" VARCHAR(16) NOT NULL /* What they will be able to do. */,
    "expires_at" TIMESTAMP NOT NULL /* When it lapses. */,
    "accepted_at" TIMESTAMP /* When it became a membership. */,
    "revoked_at" TIMESTAMP /* When it was taken back. */,
    "invited_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who invited them. */,
    "organization_id" INTEGER NOT NULL REFERENCES "organization" ("id") ON DELETE CASCADE /* Where. */,
    "space_id" INTEGER REFERENCES "space" ("id") ON DELETE CASCADE /* The space; empty means the whole organization. */
) /* An invitation by e-mail; it becomes a membership when that address signs in. */;
CREATE INDEX IF NOT EXISTS "idx_membership__email_297959" ON "membership_invitation" ("email");
CREATE INDEX IF NOT EXISTS "idx_membership__organiz_3a3324" ON "membership_invitation" ("organization_id");
CREATE INDEX IF NOT EXISTS "idx_membership__space_i_94c737" ON "membership_invitation" ("space_id");
CREATE TABLE IF NOT EXISTS "space_membership" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "role" VARCHAR(16) NOT NULL /* What they may do. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "user_id" INTEGER NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE /* Who. */,
    CONSTRAINT "uid_space_membe_space_i_379a30" UNIQUE ("space_id", "user_id")
) /* A user's role in one space; it overrides the role in the organization. */;
CREATE INDEX IF NOT EXISTS "idx_space_membe_space_i_b809ef" ON "space_membership" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_space_membe_user_id_a868ab" ON "space_membership" ("user_id");
CREATE TABLE IF NOT EXISTS "llm_connection" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(120) NOT NULL /* Display name, unique in the space. */,
    "provider" VARCHAR(32) NOT NULL /* What it speaks to. */,
    "base_url" VARCHAR(500) /* Address of the API, such as `https:\/\/api.example.com\/v1`. */,
    "models" JSON NOT NULL /* Models it offers. */,
    "extra_headers" JSON NOT NULL /* Headers to send besides. */,
    "max_concurrency" INT NOT NULL /* Calls in flight at most, over all runs. */,
    "secret" TEXT /* The key, encrypted. */,
    "masked_secret" VARCHAR(32) /* End of the key, to tell keys apart. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
) /* A way to reach models: provider, address and secret. */;
CREATE INDEX IF NOT EXISTS "idx_llm_connect_space_i_60b98a" ON "llm_connection" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_llm_connection_name" ON "llm_connection" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE IF NOT EXISTS "model_request_record" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "scene" VARCHAR(32) NOT NULL /* What it was made for. */,
    "subject_type" VARCHAR(80) /* Kind of the thing it was made for. */,
    "subject_id" BIGINT /* The thing it was made for, a run for example. */,
    "provider" VARCHAR(32) NOT NULL /* What it spoke to. */,
    "model" VARCHAR(200) NOT NULL /* The model asked for. */,
    "attempt" INT NOT NULL /* Which try of the same request it was. */,
    "input_tokens" INT /* Tokens read, as the provider counted. */,
    "output_tokens" INT /* Tokens written, as the provider counted. */,
    "cost" VARCHAR(40) /* US dollars; null when the price or the count is unknown. */,
    "latency_ms" INT NOT NULL /* Milliseconds from sending to the whole answer. */,
    "error_code" VARCHAR(64) /* Why it failed. */,
    "error_message" TEXT /* What the provider said. */,
    "connection_id" INTEGER REFERENCES "llm_connection" ("id") ON DELETE SET NULL /* The connection it went through; empty for the built-in demo provider. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "user_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who caused it. */
) /* One call to a model: for what, how long, how much. */;
CREATE INDEX IF NOT EXISTS "idx_model_reque_space_i_8c013f" ON "model_request_record" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_model_reque_space_i_10ff4f" ON "model_request_record" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_model_reque_subject_1f15cf" ON "model_request_record" ("subject_id", "id");
CREATE TABLE IF NOT EXISTS "prompt" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "key" VARCHAR(200) NOT NULL /* Stable name that programs use, unique in the space; `\/` makes folders. */,
    "name" VARCHAR(200) NOT NULL /* Display name. */,
    "description" TEXT /* What the prompt is for. */,
    "kind" VARCHAR(16) NOT NULL /* What it is made of. */,
    "tags" JSON NOT NULL /* Words to find it by. */,
    "latest_version" VARCHAR(64) /* Version of the newest commit. */,
    "latest_commit_at" TIMESTAMP /* When the newest commit was made. */,
    "commit_count" INT NOT NULL /* How many commits it has. */,
    "updated_at" TIMESTAMP NOT NULL /* When it or what belongs to it last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who changed it last. */
) /* A prompt with its versions. */;
CREATE INDEX IF NOT EXISTS "idx_prompt_space_i_4bd391" ON "prompt" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_prompt_key" ON "prompt" ("space_id", "key") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_prompt_space_i_da5752" ON "prompt" ("space_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_space_i_2ce9b5" ON "prompt" ("space_id", "name", "id");
CREATE TABLE IF NOT EXISTS "prompt_commit" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "template_type" VARCHAR(16) NOT NULL /* How variables are put in. */,
    "messages" JSON NOT NULL /* Chat messages of the template. */,
    "variables" JSON NOT NULL /* Variables with their types. */,
    "tools" JSON NOT NULL /* Tools the model may call. */,
    "tool_call_config" JSON /* How tools are chosen. */,
    "model_config" JSON /* Model and parameters it is meant for. */,
    "config" JSON NOT NULL /* Whatever else clients want to keep with it. */,
    "version" VARCHAR(64) NOT NULL /* Semantic version, unique within the prompt. */,
    "sequence" INT NOT NULL /* 1, 2, 3 … within the prompt. */,
    "note" TEXT /* Why this version exists. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who committed it. */,
    "parent_id" INTEGER REFERENCES "prompt_commit" ("id") ON DELETE SET NULL /* The commit its draft was based on. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt it belongs to. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_prompt_comm_prompt__2d250e" UNIQUE ("prompt_id", "version"),
    CONSTRAINT "uid_prompt_comm_prompt__5cc525" UNIQUE ("prompt_id", "sequence")
) /* An immutable version of a prompt. */;
CREATE INDEX IF NOT EXISTS "idx_prompt_comm_parent__4f7d3e" ON "prompt_commit" ("parent_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_comm_space_i_45b113" ON "prompt_commit" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_comm_prompt__d784aa" ON "prompt_commit" ("prompt_id", "id");
CREATE TABLE IF NOT EXISTS "prompt_draft" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "template_type" VARCHAR(16) NOT NULL /* How variables are put in. */,
    "messages" JSON NOT NULL /* Chat messages of the template. */,
    "variables" JSON NOT NULL /* Variables with their types. */,
    "tools" JSON NOT NULL /* Tools the model may call. */,
    "tool_call_config" JSON /* How tools are chosen. */,
    "model_config" JSON /* Model and parameters it is meant for. */,
    "config" JSON NOT NULL /* Whatever else clients want to keep with it. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last saved. */,
    "base_id" INTEGER REFERENCES "prompt_commit" ("id") ON DELETE SET NULL /* The commit it started from. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "user_id" INTEGER NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE /* Whose draft it is. */,
    CONSTRAINT "uid_prompt_draf_prompt__bdc3bf" UNIQUE ("prompt_id", "user_id")
) /* One person's unfinished next version of a prompt. */;
CREATE INDEX IF NOT EXISTS "idx_prompt_draf_base_id_976400" ON "prompt_draft" ("base_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_draf_space_i_5ca95a" ON "prompt_draft" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_draf_user_id_b24b73" ON "prompt_draft" ("user_id");
CREATE TABLE IF NOT EXISTS "prompt_label" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "label" VARCHAR(64) NOT NULL /* The name; `latest` moves by itself, `production` is the default of clients. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last moved. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "prompt_commit_id" INTEGER NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE /* Where it points. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who moved it last. */,
    CONSTRAINT "uid_prompt_labe_prompt__707840" UNIQUE ("prompt_id", "label")
) /* A name that points at one commit of a prompt, such as `production`. */;
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_prompt__e5c169" ON "prompt_label" ("prompt_commit_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_space_i_39bbdc" ON "prompt_label" ("space_id");
CREATE TABLE IF NOT EXISTS "dataset_schema" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "columns" JSON NOT NULL /* Columns: name, content type, JSON Schema, whether required. */,
    "is_immutable" INT NOT NULL /* A version uses it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
) /* The columns of a dataset; it never changes once a version uses it. */;
CREATE INDEX IF NOT EXISTS "idx_dataset_sch_space_i_b4a3de" ON "dataset_schema" ("space_id");
CREATE TABLE IF NOT EXISTS "dataset" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(200) NOT NULL /* Display name, unique in the space. */,
    "description" TEXT /* What it is for. */,
    "metadata" JSON NOT NULL /* Whatever its owners want to note, its source say. */,
    "next_version_number" INT NOT NULL /* Number the next version will have. */,
    "latest_version" VARCHAR(64) /* The newest version. */,
    "item_count" INT NOT NULL /* Items in the working state, that is, outside versions. */,
    "updated_at" TIMESTAMP NOT NULL /* When it or its items last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "schema_id" INTEGER NOT NULL REFERENCES "dataset_schema" ("id") ON DELETE RESTRICT /* Its columns. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who changed it last. */
) /* Items to test with, all of the same columns. */;
CREATE INDEX IF NOT EXISTS "idx_dataset_schema__8c748a" ON "dataset" ("schema_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_space_i_74acc7" ON "dataset" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_dataset_name" ON "dataset" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_dataset_space_i_789a8a" ON "dataset" ("space_id", "updated_at", "id");
CREATE TABLE IF NOT EXISTS "dataset_io_job" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "kind" VARCHAR(16) NOT NULL /* Which way. */,
    "format" VARCHAR(16) NOT NULL /* How the file is written. */,
    "status" VARCHAR(16) NOT NULL /* How far it is. */,
    "reason" TEXT /* Why it failed. */,
    "upload_id" BIGINT /* The file it reads. */,
    "options" JSON NOT NULL /* Key column and renamed columns. */,
    "processed" INT NOT NULL /* Lines read. */,
    "added" INT NOT NULL /* Items written. */,
    "failed" INT NOT NULL /* Lines refused. */,
    "error_groups" JSON NOT NULL /* Refused lines by what is wrong with them. */,
    "sequence" INT NOT NULL /* Rises with each progress report. */,
    "started_at" TIMESTAMP /* When it was started. */,
    "finished_at" TIMESTAMP /* When it ended. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who asked for it. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
) /* An import of a file into a dataset. */;
CREATE INDEX IF NOT EXISTS "idx_dataset_io__dataset_82cc09" ON "dataset_io_job" ("dataset_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_io__space_i_12462a" ON "dataset_io_job" ("space_id");
CREATE TABLE IF NOT EXISTS "dataset_item" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "item_id" BIGINT NOT NULL /* Stays the same when the item is edited after a version was made. */,
    "key" VARCHAR(255) NOT NULL /* Its name, unique in the dataset; writing it again changes the item. */,
    "data" JSON NOT NULL /* Values by column. */,
    "metadata" JSON NOT NULL /* Whatever else is known of it. */,
    "tags" JSON NOT NULL /* Words to find it by. */,
    "split" VARCHAR(64) /* The part of the dataset it is in, such as `test`. */,
    "valid_from" INT NOT NULL /* Number of the first version that has it. */,
    "valid_to" INT /* Number of the first version that no longer has it. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who wrote it. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who changed it last. */
) /* One state of an item: it holds in the versions from `valid_from` to before `valid_to`. */;
CREATE INDEX IF NOT EXISTS "idx_dataset_ite_space_i_034da3" ON "dataset_item" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_dataset_item_key" ON "dataset_item" ("dataset_id", "key") WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS "idx_dataset_ite_dataset_4c01cc" ON "dataset_item" ("dataset_id", "id");
CREATE INDEX IF NOT EXISTS "idx_dataset_ite_dataset_314e27" ON "dataset_item" ("dataset_id", "item_id");
CREATE TABLE IF NOT EXISTS "dataset_version" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "version" VARCHAR(64) NOT NULL /* Semantic version, unique within the dataset and rising. */,
    "number" INT NOT NULL /* 1, 2, 3 … within the dataset. */,
    "description" TEXT /* What is new in it. */,
    "item_count" INT NOT NULL /* Items in it. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "schema_id" INTEGER NOT NULL REFERENCES "dataset_schema" ("id") ON DELETE RESTRICT /* Its columns. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_dataset_ver_dataset_178d94" UNIQUE ("dataset_id", "version"),
    CONSTRAINT "uid_dataset_ver_dataset_2d6775" UNIQUE ("dataset_id", "number")
) /* A frozen state of a dataset; it never changes. */;
CREATE INDEX IF NOT EXISTS "idx_dataset_ver_schema__4caa34" ON "dataset_version" ("schema_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_ver_space_i_a944a9" ON "dataset_version" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_ver_dataset_0769b1" ON "dataset_version" ("dataset_id", "id");
CREATE TABLE IF NOT EXISTS "upload" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "file_name" VARCHAR(255) /* Name of the file at its sender's. */,
    "content_type" VARCHAR(120) NOT NULL /* Kind of file, as its sender said. */,
    "byte_count" BIGINT NOT NULL /* Size in bytes. */,
    "user_id" BIGINT /* The user who sent it. */,
    "api_key_id" BIGINT /* The key it was sent with. */
) /* A file sent to be imported, seen by its sender alone; kept until it is a day old. */;
CREATE TABLE IF NOT EXISTS "eval_target" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "kind" VARCHAR(16) NOT NULL /* Where its outputs come from. */,
    "source_key" VARCHAR(300) NOT NULL /* What it mirrors: the prompt's id, the model or the column. */,
    "name" VARCHAR(300) NOT NULL /* Display name. */,
    "prompt_id" BIGINT /* The prompt, for a prompt. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_eval_target_space_i_f7daba" UNIQUE ("space_id", "kind", "source_key")
) /* What is evaluated: a prompt, a model or a column. */;
CREATE INDEX IF NOT EXISTS "idx_eval_target_prompt__330d61" ON "eval_target" ("prompt_id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_space_i_623669" ON "eval_target" ("space_id");
CREATE TABLE IF NOT EXISTS "eval_target_version" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "version" VARCHAR(64) NOT NULL /* Version of the source where it has one, else 1, 2, 3 … */,
    "digest" VARCHAR(64) NOT NULL /* SHA-256 of the configuration; the same one is stored once. */,
    "config" JSON NOT NULL /* Model, parameters and input mapping. */,
    "prompt_commit_id" BIGINT /* The commit, for a prompt. */,
    "connection_id" BIGINT /* The connection its model is reached by. */,
    "eval_target_id" INTEGER NOT NULL REFERENCES "eval_target" ("id") ON DELETE CASCADE /* The target. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_eval_target_eval_ta_5a2460" UNIQUE ("eval_target_id", "digest")
) /* A frozen configuration of a target; an experiment runs against one. */;
CREATE INDEX IF NOT EXISTS "idx_eval_target_eval_ta_8cd9f6" ON "eval_target_version" ("eval_target_id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_space_i_0a89a2" ON "eval_target_version" ("space_id");
CREATE TABLE IF NOT EXISTS "eval_target_record" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "run_id" BIGINT /* The experiment's run it belongs to. */,
    "item_result_id" BIGINT /* The item's result it belongs to. */,
    "status" VARCHAR(16) NOT NULL /* How it ended. */,
    "input" JSON /* What was sent: messages and model. */,
    "output" JSON /* What came back. */,
    "error" JSON /* Code and message, if it failed. */,
    "model" VARCHAR(200) /* The model that answered. */,
    "input_tokens" INT /* Tokens read. */,
    "output_tokens" INT /* Tokens written. */,
    "cost" VARCHAR(40) /* US dollars; null when unknown. */,
    "latency_ms" INT /* Milliseconds, retries and waiting included. */,
    "eval_target_version_id" INTEGER NOT NULL REFERENCES "eval_target_version" ("id") ON DELETE CASCADE /* What was executed. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
) /* One execution of a target. */;
CREATE INDEX IF NOT EXISTS "idx_eval_target_space_i_00ae67" ON "eval_target_record" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_eval_ta_3a37de" ON "eval_target_record" ("eval_target_version_id", "id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_item_re_cd75bc" ON "eval_target_record" ("item_result_id");
CREATE TABLE IF NOT EXISTS "evaluator" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(200) NOT NULL /* Display name, unique in the space. */,
    "description" TEXT /* What it looks for. */,
    "kind" VARCHAR(16) NOT NULL /* How it comes to its verdict. */,
    "latest_version_number" INT NOT NULL /* Sequence of its newest version. */,
    "latest_version_id" BIGINT /* Its newest version. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who changed it last. */
) /* Something that scores outputs, with its versions. */;
CREATE INDEX IF NOT EXISTS "idx_evaluator_space_i_6267d1" ON "evaluator" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_evaluator_name" ON "evaluator" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_evaluator_space_i_f19a67" ON "evaluator" ("space_id", "updated_at", "id");
CREATE TABLE IF NOT EXISTS "evaluator_version" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "version" VARCHAR(64) NOT NULL /* Semantic version, unique within the evaluator. */,
    "sequence" INT NOT NULL /* 1, 2, 3 … within the evaluator. */,
    "kind" VARCHAR(16) NOT NULL /* How it comes to its verdict. */,
    "config" JSON NOT NULL /* Its settings, by kind. */,
    "inputs" JSON NOT NULL /* Inputs it reads: name, whether required, description. */,
    "pass_threshold" REAL /* Score from which an output passes. */,
    "note" TEXT /* Why this version exists. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "evaluator_id" INTEGER NOT NULL REFERENCES "evaluator" ("id") ON DELETE CASCADE /* The evaluator. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_evaluator_v_evaluat_0278a7" UNIQUE ("evaluator_id", "version"),
    CONSTRAINT "uid_evaluator_v_evaluat_c04ae3" UNIQUE ("evaluator_id", "sequence")
) /* An immutable version of an evaluator. */;
CREATE INDEX IF NOT EXISTS "idx_evaluator_v_space_i_8b1bd9" ON "evaluator_version" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_v_evaluat_00110e" ON "evaluator_version" ("evaluator_id", "id");
CREATE TABLE IF NOT EXISTS "evaluator_record" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "run_id" BIGINT /* The experiment's run it belongs to. */,
    "item_result_id" BIGINT /* The item's result it belongs to. */,
    "alias" VARCHAR(120) NOT NULL /* Name of the evaluator in its experiment. */,
    "status" VARCHAR(16) NOT NULL /* How it ended. */,
    "score" REAL /* The score. */,
    "label" VARCHAR(200) /* The category, for evaluators that give one. */,
    "passed" INT /* Whether the output passes. */,
    "reason" TEXT /* Why, in the evaluator's words, or why there is no verdict. */,
    "error" JSON /* Code and message, if it failed. */,
    "parse_mode" VARCHAR(16) /* How a judge's answer was read. */,
    "input" JSON /* Inputs it was given. */,
    "input_tokens" INT /* Tokens a judge read. */,
    "output_tokens" INT /* Tokens a judge wrote. */,
    "cost" VARCHAR(40) /* US dollars; null when unknown. */,
    "latency_ms" INT /* Milliseconds. */,
    "evaluator_version_id" INTEGER NOT NULL REFERENCES "evaluator_version" ("id") ON DELETE CASCADE /* What was executed. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_evaluator_r_item_re_10deb9" UNIQUE ("item_result_id", "alias")
) /* One execution of an evaluator. */;
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_space_i_abaf75" ON "evaluator_record" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_evaluat_4f2166" ON "evaluator_record" ("evaluator_version_id", "id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_run_id_3c211f" ON "evaluator_record" ("run_id", "alias");
CREATE TABLE IF NOT EXISTS "experiment" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(200) NOT NULL /* Display name. */,
    "description" TEXT /* What it is to find out. */,
    "metadata" JSON NOT NULL /* Whatever its owners want to note. */,
    "prompt_commit_id" BIGINT /* The commit, if a prompt is evaluated. */,
    "concurrency" INT NOT NULL /* Items worked on at once. */,
    "run_count" INT NOT NULL /* How often it was run. */,
    "latest_run_id" BIGINT /* Its newest run. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed or was run. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "dataset_version_id" INTEGER NOT NULL REFERENCES "dataset_version" ("id") ON DELETE RESTRICT /* The items it is run on. */,
    "eval_target_version_id" INTEGER NOT NULL REFERENCES "eval_target_version" ("id") ON DELETE RESTRICT /* What is evaluated. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
) /* A dataset version, a target and evaluators, to be run as often as wanted. */;
CREATE INDEX IF NOT EXISTS "idx_experiment_prompt__394741" ON "experiment" ("prompt_commit_id");
CREATE INDEX IF NOT EXISTS "idx_experiment_dataset_0eaead" ON "experiment" ("dataset_version_id");
CREATE INDEX IF NOT EXISTS "idx_experiment_eval_ta_207ecb" ON "experiment" ("eval_target_version_id");
CREATE INDEX IF NOT EXISTS "idx_experiment_space_i_3be1f6" ON "experiment" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_experiment_name" ON "experiment" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_experiment_space_i_855735" ON "experiment" ("space_id", "updated_at", "id");
CREATE TABLE IF NOT EXISTS "experiment_evaluator" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "alias" VARCHAR(120) NOT NULL /* Its name in this experiment, and of its metric. */,
    "weight" REAL NOT NULL /* Its share in the weighted score. */,
    "inputs" JSON NOT NULL /* Where its inputs come from. */,
    "evaluator_version_id" INTEGER NOT NULL REFERENCES "evaluator_version" ("id") ON DELETE RESTRICT /* The evaluator. */,
    "experiment_id" INTEGER NOT NULL REFERENCES "experiment" ("id") ON DELETE CASCADE /* The experiment. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__experim_260a8f" UNIQUE ("experiment_id", "alias")
) /* An evaluator's place in an experiment: its alias, weight and inputs. */;
CREATE INDEX IF NOT EXISTS "idx_experiment__evaluat_af2bee" ON "experiment_evaluator" ("evaluator_version_id");
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_58554a" ON "experiment_evaluator" ("space_id");
CREATE TABLE IF NOT EXISTS "experiment_run" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "number" INT NOT NULL /* 1, 2, 3 … within the experiment. */,
    "mode" VARCHAR(16) NOT NULL /* Which items it works on. */,
    "status" VARCHAR(32) NOT NULL /* How far it is. */,
    "reason" TEXT /* Why it failed or was stopped. */,
    "concurrency" INT NOT NULL /* Items worked on at once. */,
    "started_at" TIMESTAMP /* When its first item was begun. */,
    "finished_at" TIMESTAMP /* When it ended. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who started it. */,
    "experiment_id" INTEGER NOT NULL REFERENCES "experiment" ("id") ON DELETE CASCADE /* The experiment. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__experim_2669b1" UNIQUE ("experiment_id", "number")
) /* One execution of an experiment. */;
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_30ce80" ON "experiment_run" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_experiment__experim_fbfdcb" ON "experiment_run" ("experiment_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_41de6d" ON "experiment_run" ("space_id", "id");
CREATE TABLE IF NOT EXISTS "experiment_aggregate_result" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(120) NOT NULL /* Alias of the evaluator, or `weighted_score`. */,
    "count" INT NOT NULL /* Items with a score. */,
    "mean" REAL /* Arithmetic mean of the scores. */,
    "median" REAL /* Middle score. */,
    "p90" REAL /* Score that nine in ten do not exceed, interpolated. */,
    "min" REAL /* Lowest score. */,
    "max" REAL /* Highest score. */,
    "standard_deviation" REAL /* Sample standard deviation; null below two scores. */,
    "pass_count" INT NOT NULL /* Items that passed. */,
    "pass_rate" REAL /* Share of the items with a pass verdict that passed. */,
    "failed_count" INT NOT NULL /* Items for which the evaluator gave an error. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__run_id_429d86" UNIQUE ("run_id", "name")
) /* A metric over all items of a run. */;
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_299dad" ON "experiment_aggregate_result" ("space_id");
CREATE TABLE IF NOT EXISTS "experiment_item_result" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "experiment_id" BIGINT NOT NULL /* The experiment. */,
    "repetition" INT NOT NULL /* Which repetition of the item, from 1. */,
    "status" VARCHAR(16) NOT NULL /* How it ended. */,
    "reason" TEXT /* Why it failed or was stopped. */,
    "output" JSON /* What the target gave. */,
    "error" JSON /* The target's error: code and message. */,
    "weighted_score" REAL /* Mean of the scores by the evaluators' weights. */,
    "latency_ms" INT /* Milliseconds the target took, retries included. */,
    "input_tokens" INT /* Tokens the target read. */,
    "output_tokens" INT /* Tokens the target wrote. */,
    "cost" VARCHAR(40) /* US dollars of target and evaluators; null when a price is unknown. */,
    "dataset_item_id" INTEGER NOT NULL REFERENCES "dataset_item" ("id") ON DELETE RESTRICT /* The item. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__run_id_6711b2" UNIQUE ("run_id", "dataset_item_id", "repetition")
) /* What became of one item in a run. */;
CREATE INDEX IF NOT EXISTS "idx_experiment__dataset_fd2f75" ON "experiment_item_result" ("dataset_item_id");
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_ee24e8" ON "experiment_item_result" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_experiment__run_id_b03176" ON "experiment_item_result" ("run_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__run_id_b168b6" ON "experiment_item_result" ("run_id", "status", "id");
CREATE TABLE IF NOT EXISTS "experiment_shard" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "number" INT NOT NULL /* 1, 2, 3 … within the run. */,
    "first_item_id" BIGINT NOT NULL /* Id of its first item. */,
    "last_item_id" BIGINT NOT NULL /* Id of its last item. */,
    "status" VARCHAR(16) NOT NULL /* How far it is. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    CONSTRAINT "uid_experiment__run_id_0acac6" UNIQUE ("run_id", "number")
) /* A part of a run that one job works on: the items of a range of ids. */;
CREATE TABLE IF NOT EXISTS "experiment_stats" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "sequence" INT NOT NULL /* Rises with each progress report. */,
    "total" INT NOT NULL /* Items of the run. */,
    "succeeded" INT NOT NULL /* Items that succeeded. */,
    "failed" INT NOT NULL /* Items that failed. */,
    "cancelled" INT NOT NULL /* Items that were cancelled. */,
    "input_tokens" BIGINT NOT NULL /* Tokens read by targets and judges. */,
    "output_tokens" BIGINT NOT NULL /* Tokens written by targets and judges. */,
    "cost" VARCHAR(40) /* US dollars so far, of the calls whose price is known; null when none is. */,
    "unpriced_calls" INT NOT NULL /* Calls whose price is unknown, so not in the cost. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last counted. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
) /* Counts, tokens and cost of a run. */;
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_dbcdf7" ON "experiment_stats" ("space_id");
CREATE TABLE IF NOT EXISTS "aerich" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSON NOT NULL
);
"""

POSTGRES_UPGRADE = r"""
CREATE TABLE IF NOT EXISTS "process_node" (
    "number" INT NOT NULL PRIMARY KEY,
    "token" VARCHAR(32) NOT NULL,
    "heartbeat_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON COLUMN "process_node"."token" IS 'Names the one process that holds the number.';
COMMENT ON COLUMN "process_node"."heartbeat_at" IS 'When the process last said that it lives.';
COMMENT ON TABLE "process_node" IS 'A node number and the process that makes ids with it.';
CREATE TABLE IF NOT EXISTS "job" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "arguments" JSON NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "run_after" TIMESTAMPTZ NOT NULL,
    "holder" VARCHAR(32),
    "lease_until" TIMESTAMPTZ,
    "attempts" INT NOT NULL,
    "error" TEXT
);
CREATE INDEX IF NOT EXISTS "idx_job_status_e98b55" ON "job" ("status", "run_after");
COMMENT ON COLUMN "job"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "job"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "job"."name" IS 'Name the function is registered under.';
COMMENT ON COLUMN "job"."arguments" IS 'Keyword arguments.';
COMMENT ON COLUMN "job"."status" IS 'How far it is.';
COMMENT ON COLUMN "job"."run_after" IS 'Not to be started earlier.';
COMMENT ON COLUMN "job"."holder" IS 'The process that runs it.';
COMMENT ON COLUMN "job"."lease_until" IS 'When another process may take it over.';
COMMENT ON COLUMN "job"."attempts" IS 'How often it was started.';
COMMENT ON COLUMN "job"."error" IS 'How the last attempt failed.';
COMMENT ON TABLE "job" IS 'A call to a registered function that has yet to succeed; the row goes when it has.';
CREATE TABLE IF NOT EXISTS "audit_log_entry" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "space_id" BIGINT,
    "organization_id" BIGINT,
    "user_id" BIGINT,
    "api_key_id" BIGINT,
    "action" VARCHAR(80) NOT NULL,
    "subject_type" VARCHAR(80) NOT NULL,
    "subject_id" BIGINT NOT NULL,
    "before" JSON,
    "after" JSON,
    "request_id" VARCHAR(64)
);
CREATE INDEX IF NOT EXISTS "idx_audit_log_e_space_i_04900a" ON "audit_log_entry" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_audit_log_e_organiz_ee4d63" ON "audit_log_entry" ("organization_id", "id");
COMMENT ON COLUMN "audit_log_entry"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "audit_log_entry"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "audit_log_entry"."space_id" IS 'The space it happened in.';
COMMENT ON COLUMN "audit_log_entry"."organization_id" IS 'The organization it happened in.';
COMMENT ON COLUMN "audit_log_entry"."user_id" IS 'Who did it.';
COMMENT ON COLUMN "audit_log_entry"."api_key_id" IS 'The key it was done with.';
COMMENT ON COLUMN "audit_log_entry"."action" IS 'What happened, such as `prompt.committed`.';
COMMENT ON COLUMN "audit_log_entry"."subject_type" IS 'What kind of thing it happened to.';
COMMENT ON COLUMN "audit_log_entry"."subject_id" IS 'The thing it happened to.';
COMMENT ON COLUMN "audit_log_entry"."before" IS 'What was changed, as it had been.';
COMMENT ON COLUMN "audit_log_entry"."after" IS 'What was changed, as it is since.';
COMMENT ON COLUMN "audit_log_entry"."request_id" IS 'The request it was part of, as in the log.';
COMMENT ON TABLE "audit_log_entry" IS 'That someone wrote something; it survives what it describes, hence ids without references.';
CREATE TABLE IF NOT EXISTS "organization" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "metadata" JSON NOT NULL,
    "plan" VARCHAR(40) NOT NULL,
    "ai_features_enabled" BOOL NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ
);
COMMENT ON COLUMN "organization"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "organization"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "organization"."name" IS 'Display name.';
COMMENT ON COLUMN "organization"."metadata" IS 'Whatever its owners want to note.';
COMMENT ON COLUMN "organization"."plan" IS 'The plan it is on.';
COMMENT ON COLUMN "organization"."ai_features_enabled" IS 'Whether features that call models are on.';
COMMENT ON COLUMN "organization"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "organization"."deleted_at" IS 'When it was deleted.';
COMMENT ON TABLE "organization" IS 'Owns spaces and the memberships that reach into all of them.';
CREATE TABLE IF NOT EXISTS "user" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "email" VARCHAR(254) NOT NULL UNIQUE,
    "unique_name" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(120) NOT NULL,
    "description" TEXT,
    "password_hash" VARCHAR(200) NOT NULL,
    "icon_uri" VARCHAR(500),
    "country_code" VARCHAR(8),
    "is_verified" BOOL NOT NULL,
    "is_instance_admin" BOOL NOT NULL,
    "feature_flags" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON COLUMN "user"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "user"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "user"."email" IS 'Address to sign in with, in lower case.';
COMMENT ON COLUMN "user"."unique_name" IS 'Handle, unique in the installation.';
COMMENT ON COLUMN "user"."name" IS 'Name shown to others.';
COMMENT ON COLUMN "user"."description" IS 'What they say of themselves.';
COMMENT ON COLUMN "user"."password_hash" IS 'argon2id in PHC form.';
COMMENT ON COLUMN "user"."icon_uri" IS 'Address of a picture.';
COMMENT ON COLUMN "user"."country_code" IS 'Country, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN "user"."is_verified" IS 'The address was shown to be theirs.';
COMMENT ON COLUMN "user"."is_instance_admin" IS 'May manage the installation.';
COMMENT ON COLUMN "user"."feature_flags" IS 'Experimental features switched on for them.';
COMMENT ON COLUMN "user"."updated_at" IS 'When it last changed.';
COMMENT ON TABLE "user" IS 'A person with an account.';
CREATE TABLE IF NOT EXISTS "login_session" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token_hash" VARCHAR(64) NOT NULL UNIQUE,
    "user_agent" VARCHAR(300),
    "last_seen_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "user_id" BIGINT NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_login_sessi_user_id_62a4ab" ON "login_session" ("user_id");
COMMENT ON COLUMN "login_session"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "login_session"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "login_session"."token_hash" IS 'SHA-256 of the token.';
COMMENT ON COLUMN "login_session"."user_agent" IS 'The browser, as it names itself.';
COMMENT ON COLUMN "login_session"."last_seen_at" IS 'When it was last used, to the minute.';
COMMENT ON COLUMN "login_session"."expires_at" IS 'When it ends by itself.';
COMMENT ON COLUMN "login_session"."user_id" IS 'Who is signed in.';
COMMENT ON TABLE "login_session" IS 'A browser that is signed in; only a hash of its token is kept.';
CREATE TABLE IF NOT EXISTS "organization_membership" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "organization_id" BIGINT NOT NULL REFERENCES "organization" ("id") ON DELETE CASCADE,
    "user_id" BIGINT NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_organizatio_organiz_0d93d3" UNIQUE ("organization_id", "user_id")
);
CREATE INDEX IF NOT EXISTS "idx_organizatio_user_id_dafa78" ON "organization_membership" ("user_id");
COMMENT ON COLUMN "organization_membership"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "organization_membership"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "organization_membership"."role" IS 'What they may do.';
COMMENT ON COLUMN "organization_membership"."organization_id" IS 'Where.';
COMMENT ON COLUMN "organization_membership"."user_id" IS 'Who.';
COMMENT ON TABLE "organization_membership" IS 'A user''s role in an organization, and by it in every space of that organization.';
CREATE TABLE IF NOT EXISTS "space" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "description" TEXT,
    "kind" VARCHAR(16) NOT NULL,
    "icon_uri" VARCHAR(500),
    "retention_days" INT,
    "metadata" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "organization_id" BIGINT NOT NULL REFERENCES "organization" ("id") ON DELETE RESTRICT
);
CREATE INDEX IF NOT EXISTS "idx_space_organiz_ca278d" ON "space" ("organization_id");
COMMENT ON COLUMN "space"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "space"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "space"."name" IS 'Display name.';
COMMENT ON COLUMN "space"."description" IS 'What the space is for.';
COMMENT ON COLUMN "space"."kind" IS 'For one person or for a team.';
COMMENT ON COLUMN "space"."icon_uri" IS 'Address of a picture.';
COMMENT ON COLUMN "space"."retention_days" IS 'Days that traces are kept; empty keeps them.';
COMMENT ON COLUMN "space"."metadata" IS 'Whatever its owners want to note.';
COMMENT ON COLUMN "space"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "space"."deleted_at" IS 'When it was deleted.';
COMMENT ON COLUMN "space"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "space"."organization_id" IS 'Its owner.';
COMMENT ON TABLE "space" IS 'The unit of ownership: everything below lives in exactly one space.';
CREATE TABLE IF NOT EXISTS "api_key" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "public_part" VARCHAR(32) NOT NULL UNIQUE,
    "secret_hash" VARCHAR(64) NOT NULL,
    "scopes" JSON NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "last_used_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "organization_id" BIGINT REFERENCES "organization" ("id") ON DELETE CASCADE,
    "space_id" BIGINT REFERENCES "space" ("id") ON DELETE CASCADE,
    "user_id" BIGINT REFERENCES "user" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_api_key_organiz_677338" ON "api_key" ("organization_id");
CREATE INDEX IF NOT EXISTS "idx_api_key_space_i_9ab5bd" ON "api_key" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_api_key_user_id_a3e0be" ON "api_key" ("user_id");
COMMENT ON COLUMN "api_key"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "api_key"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "api_key"."name" IS 'What it is used for.';
COMMENT ON COLUMN "api_key"."public_part" IS 'The part of the key that may be shown.';
COMMENT ON COLUMN "api_key"."secret_hash" IS 'SHA-256 of the whole key.';
COMMENT ON COLUMN "api_key"."scopes" IS 'What it may be used for.';
COMMENT ON COLUMN "api_key"."expires_at" IS 'When it stops to work; empty means never.';
COMMENT ON COLUMN "api_key"."last_used_at" IS 'When it was last used, to the minute.';
COMMENT ON COLUMN "api_key"."revoked_at" IS 'When it was revoked.';
COMMENT ON COLUMN "api_key"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "api_key"."organization_id" IS 'The organization whose spaces it reaches.';
COMMENT ON COLUMN "api_key"."space_id" IS 'The one space it reaches, for a space''s key.';
COMMENT ON COLUMN "api_key"."user_id" IS 'The user it acts as, for a personal key.';
COMMENT ON TABLE "api_key" IS 'A key for programs, owned by a user, a space or an organization; only a hash of its secret is kept.';
CREATE TABLE IF NOT EXISTS "membership_invitation" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "accepted_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "invited_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "organization_id" BIGINT NOT NULL REFERENCES "organization" ("id") ON DELETE CASCADE,
    "space_id" BIGINT REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_membership__email_297959" ON "membership_invitation" ("email");
CREATE INDEX IF NOT EXISTS "idx_membership__organiz_3a3324" ON "membership_invitation" ("organization_id");
CREATE INDEX IF NOT EXISTS "idx_membership__space_i_94c737" ON "membership_invitation" ("space_id");
COMMENT ON COLUMN "membership_invitation"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "membership_invitation"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "membership_invitation"."email" IS 'Address that is invited, in lower case.';
COMMENT ON COLUMN "membership_invitation"."role" IS 'What they will be able to do.';
COMMENT ON COLUMN "membership_invitation"."expires_at" IS 'When it lapses.';
COMMENT ON COLUMN "membership_invitation"."accepted_at" IS 'When it became a membership.';
COMMENT ON COLUMN "membership_invitation"."revoked_at" IS 'When it was taken back.';
COMMENT ON COLUMN "membership_invitation"."invited_by_id" IS 'Who invited them.';
COMMENT ON COLUMN "membership_invitation"."organization_id" IS 'Where.';
COMMENT ON COLUMN "membership_invitation"."space_id" IS 'The space; empty means the whole organization.';
COMMENT ON TABLE "membership_invitation" IS 'An invitation by e-mail; it becomes a membership when that address signs in.';
CREATE TABLE IF NOT EXISTS "space_membership" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "user_id" BIGINT NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_space_membe_space_i_379a30" UNIQUE ("space_id", "user_id")
);
CREATE INDEX IF NOT EXISTS "idx_space_membe_space_i_b809ef" ON "space_membership" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_space_membe_user_id_a868ab" ON "space_membership" ("user_id");
COMMENT ON COLUMN "space_membership"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "space_membership"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "space_membership"."role" IS 'What they may do.';
COMMENT ON COLUMN "space_membership"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "space_membership"."user_id" IS 'Who.';
COMMENT ON TABLE "space_membership" IS 'A user''s role in one space; it overrides the role in the organization.';
CREATE TABLE IF NOT EXISTS "llm_connection" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "provider" VARCHAR(32) NOT NULL,
    "base_url" VARCHAR(500),
    "models" JSON NOT NULL,
    "extra_headers" JSON NOT NULL,
    "max_concurrency" INT NOT NULL,
    "secret" TEXT,
    "masked_secret" VARCHAR(32),
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_llm_connect_space_i_60b98a" ON "llm_connection" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_llm_connection_name" ON "llm_connection" ("space_id", "name") WHERE deleted_at IS NULL;
COMMENT ON COLUMN "llm_connection"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "llm_connection"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "llm_connection"."name" IS 'Display name, unique in the space.';
COMMENT ON COLUMN "llm_connection"."provider" IS 'What it speaks to.';
COMMENT ON COLUMN "llm_connection"."base_url" IS 'Address of the API, such as `https://api.example.com/v1`.';
COMMENT ON COLUMN "llm_connection"."models" IS 'Models it offers.';
COMMENT ON COLUMN "llm_connection"."extra_headers" IS 'Headers to send besides.';
COMMENT ON COLUMN "llm_connection"."max_concurrency" IS 'Calls in flight at most, over all runs.';
COMMENT ON COLUMN "llm_connection"."secret" IS 'The key, encrypted.';
COMMENT ON COLUMN "llm_connection"."masked_secret" IS 'End of the key, to tell keys apart.';
COMMENT ON COLUMN "llm_connection"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "llm_connection"."deleted_at" IS 'When it was deleted.';
COMMENT ON COLUMN "llm_connection"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "llm_connection"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "llm_connection" IS 'A way to reach models: provider, address and secret.';
CREATE TABLE IF NOT EXISTS "model_request_record" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "scene" VARCHAR(32) NOT NULL,
    "subject_type" VARCHAR(80),
    "subject_id" BIGINT,
    "provider" VARCHAR(32) NOT NULL,
    "model" VARCHAR(200) NOT NULL,
    "attempt" INT NOT NULL,
    "input_tokens" INT,
    "output_tokens" INT,
    "cost" DECIMAL(20,10),
    "latency_ms" INT NOT NULL,
    "error_code" VARCHAR(64),
    "error_message" TEXT,
    "connection_id" BIGINT REFERENCES "llm_connection" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "user_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS "idx_model_reque_space_i_8c013f" ON "model_request_record" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_model_reque_space_i_10ff4f" ON "model_request_record" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_model_reque_subject_1f15cf" ON "model_request_record" ("subject_id", "id");
COMMENT ON COLUMN "model_request_record"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "model_request_record"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "model_request_record"."scene" IS 'What it was made for.';
COMMENT ON COLUMN "model_request_record"."subject_type" IS 'Kind of the thing it was made for.';
COMMENT ON COLUMN "model_request_record"."subject_id" IS 'The thing it was made for, a run for example.';
COMMENT ON COLUMN "model_request_record"."provider" IS 'What it spoke to.';
COMMENT ON COLUMN "model_request_record"."model" IS 'The model asked for.';
COMMENT ON COLUMN "model_request_record"."attempt" IS 'Which try of the same request it was.';
COMMENT ON COLUMN "model_request_record"."input_tokens" IS 'Tokens read, as the provider counted.';
COMMENT ON COLUMN "model_request_record"."output_tokens" IS 'Tokens written, as the provider counted.';
COMMENT ON COLUMN "model_request_record"."cost" IS 'US dollars; null when the price or the count is unknown.';
COMMENT ON COLUMN "model_request_record"."latency_ms" IS 'Milliseconds from sending to the whole answer.';
COMMENT ON COLUMN "model_request_record"."error_code" IS 'Why it failed.';
COMMENT ON COLUMN "model_request_record"."error_message" IS 'What the provider said.';
COMMENT ON COLUMN "model_request_record"."connection_id" IS 'The connection it went through; empty for the built-in demo provider.';
COMMENT ON COLUMN "model_request_record"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "model_request_record"."user_id" IS 'Who caused it.';
COMMENT ON TABLE "model_request_record" IS 'One call to a model: for what, how long, how much.';
CREATE TABLE IF NOT EXISTS "prompt" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(200) NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "description" TEXT,
    "kind" VARCHAR(16) NOT NULL,
    "tags" JSON NOT NULL,
    "latest_version" VARCHAR(64),
    "latest_commit_at" TIMESTAMPTZ,
    "commit_count" INT NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "updated_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS "idx_prompt_space_i_4bd391" ON "prompt" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_prompt_key" ON "prompt" ("space_id", "key") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_prompt_space_i_da5752" ON "prompt" ("space_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_space_i_2ce9b5" ON "prompt" ("space_id", "name", "id");
COMMENT ON COLUMN "prompt"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt"."key" IS 'Stable name that programs use, unique in the space; `/` makes folders.';
COMMENT ON COLUMN "prompt"."name" IS 'Display name.';
COMMENT ON COLUMN "prompt"."description" IS 'What the prompt is for.';
COMMENT ON COLUMN "prompt"."kind" IS 'What it is made of.';
COMMENT ON COLUMN "prompt"."tags" IS 'Words to find it by.';
COMMENT ON COLUMN "prompt"."latest_version" IS 'Version of the newest commit.';
COMMENT ON COLUMN "prompt"."latest_commit_at" IS 'When the newest commit was made.';
COMMENT ON COLUMN "prompt"."commit_count" IS 'How many commits it has.';
COMMENT ON COLUMN "prompt"."updated_at" IS 'When it or what belongs to it last changed.';
COMMENT ON COLUMN "prompt"."deleted_at" IS 'When it was deleted.';
COMMENT ON COLUMN "prompt"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "prompt"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "prompt"."updated_by_id" IS 'Who changed it last.';
COMMENT ON TABLE "prompt" IS 'A prompt with its versions.';
CREATE TABLE IF NOT EXISTS "prompt_commit" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "template_type" VARCHAR(16) NOT NULL,
    "messages" JSON NOT NULL,
    "variables" JSON NOT NULL,
    "tools" JSON NOT NULL,
    "tool_call_config" JSON,
    "model_config" JSON,
    "config" JSON NOT NULL,
    "version" VARCHAR(64) NOT NULL,
    "sequence" INT NOT NULL,
    "note" TEXT,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "parent_id" BIGINT REFERENCES "prompt_commit" ("id") ON DELETE SET NULL,
    "prompt_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_prompt_comm_prompt__2d250e" UNIQUE ("prompt_id", "version"),
    CONSTRAINT "uid_prompt_comm_prompt__5cc525" UNIQUE ("prompt_id", "sequence")
);
CREATE INDEX IF NOT EXISTS "idx_prompt_comm_parent__4f7d3e" ON "prompt_commit" ("parent_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_comm_space_i_45b113" ON "prompt_commit" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_comm_prompt__d784aa" ON "prompt_commit" ("prompt_id", "id");
COMMENT ON COLUMN "prompt_commit"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_commit"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_commit"."template_type" IS 'How variables are put in.';
COMMENT ON COLUMN "prompt_commit"."messages" IS 'Chat messages of the template.';
COMMENT ON COLUMN "prompt_commit"."variables" IS 'Variables with their types.';
COMMENT ON COLUMN "prompt_commit"."tools" IS 'Tools the model may call.';
COMMENT ON COLUMN "prompt_commit"."tool_call_config" IS 'How tools are chosen.';
COMMENT ON COLUMN "prompt_commit"."model_config" IS 'Model and parameters it is meant for.';
COMMENT ON COLUMN "prompt_commit"."config" IS 'Whatever else clients want to keep with it.';
COMMENT ON COLUMN "prompt_commit"."version" IS 'Semantic version, unique within the prompt.';
COMMENT ON COLUMN "prompt_commit"."sequence" IS '1, 2, 3 … within the prompt.';
COMMENT ON COLUMN "prompt_commit"."note" IS 'Why this version exists.';
COMMENT ON COLUMN "prompt_commit"."created_by_id" IS 'Who committed it.';
COMMENT ON COLUMN "prompt_commit"."parent_id" IS 'The commit its draft was based on.';
COMMENT ON COLUMN "prompt_commit"."prompt_id" IS 'The prompt it belongs to.';
COMMENT ON COLUMN "prompt_commit"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "prompt_commit" IS 'An immutable version of a prompt.';
CREATE TABLE IF NOT EXISTS "prompt_draft" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "template_type" VARCHAR(16) NOT NULL,
    "messages" JSON NOT NULL,
    "variables" JSON NOT NULL,
    "tools" JSON NOT NULL,
    "tool_call_config" JSON,
    "model_config" JSON,
    "config" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "base_id" BIGINT REFERENCES "prompt_commit" ("id") ON DELETE SET NULL,
    "prompt_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "user_id" BIGINT NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_prompt_draf_prompt__bdc3bf" UNIQUE ("prompt_id", "user_id")
);
CREATE INDEX IF NOT EXISTS "idx_prompt_draf_base_id_976400" ON "prompt_draft" ("base_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_draf_space_i_5ca95a" ON "prompt_draft" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_draf_user_id_b24b73" ON "prompt_draft" ("user_id");
COMMENT ON COLUMN "prompt_draft"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_draft"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_draft"."template_type" IS 'How variables are put in.';
COMMENT ON COLUMN "prompt_draft"."messages" IS 'Chat messages of the template.';
COMMENT ON COLUMN "prompt_draft"."variables" IS 'Variables with their types.';
COMMENT ON COLUMN "prompt_draft"."tools" IS 'Tools the model may call.';
COMMENT ON COLUMN "prompt_draft"."tool_call_config" IS 'How tools are chosen.';
COMMENT ON COLUMN "prompt_draft"."model_config" IS 'Model and parameters it is meant for.';
COMMENT ON COLUMN "prompt_draft"."config" IS 'Whatever else clients want to keep with it.';
COMMENT ON COLUMN "prompt_draft"."updated_at" IS 'When it was last saved.';
COMMENT ON COLUMN "prompt_draft"."base_id" IS 'The commit it started from.';
COMMENT ON COLUMN "prompt_draft"."prompt_id" IS 'The prompt.';
COMMENT ON COLUMN "prompt_draft"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "prompt_draft"."user_id" IS 'Whose draft it is.';
COMMENT ON TABLE "prompt_draft" IS 'One person''s unfinished next version of a prompt.';
CREATE TABLE IF NOT EXISTS "prompt_label" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "label" VARCHAR(64) NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "prompt_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "prompt_commit_id" BIGINT NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "updated_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    CONSTRAINT "uid_prompt_labe_prompt__707840" UNIQUE ("prompt_id", "label")
);
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_prompt__e5c169" ON "prompt_label" ("prompt_commit_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_space_i_39bbdc" ON "prompt_label" ("space_id");
COMMENT ON COLUMN "prompt_label"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_label"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_label"."label" IS 'The name; `latest` moves by itself, `production` is the default of clients.';
COMMENT ON COLUMN "prompt_label"."updated_at" IS 'When it was last moved.';
COMMENT ON COLUMN "prompt_label"."prompt_id" IS 'The prompt.';
COMMENT ON COLUMN "prompt_label"."prompt_commit_id" IS 'Where it points.';
COMMENT ON COLUMN "prompt_label"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "prompt_label"."updated_by_id" IS 'Who moved it last.';
COMMENT ON TABLE "prompt_label" IS 'A name that points at one commit of a prompt, such as `production`.';
CREATE TABLE IF NOT EXISTS "dataset_schema" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "columns" JSON NOT NULL,
    "is_immutable" BOOL NOT NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_dataset_sch_space_i_b4a3de" ON "dataset_schema" ("space_id");
COMMENT ON COLUMN "dataset_schema"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "dataset_schema"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "dataset_schema"."columns" IS 'Columns: name, content type, JSON Schema, whether required.';
COMMENT ON COLUMN "dataset_schema"."is_immutable" IS 'A version uses it.';
COMMENT ON COLUMN "dataset_schema"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "dataset_schema" IS 'The columns of a dataset; it never changes once a version uses it.';
CREATE TABLE IF NOT EXISTS "dataset" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "description" TEXT,
    "metadata" JSON NOT NULL,
    "next_version_number" INT NOT NULL,
    "latest_version" VARCHAR(64),
    "item_count" INT NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "schema_id" BIGINT NOT NULL REFERENCES "dataset_schema" ("id") ON DELETE RESTRICT,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "updated_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS "idx_dataset_schema__8c748a" ON "dataset" ("schema_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_space_i_74acc7" ON "dataset" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_dataset_name" ON "dataset" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_dataset_space_i_789a8a" ON "dataset" ("space_id", "updated_at", "id");
COMMENT ON COLUMN "dataset"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "dataset"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "dataset"."name" IS 'Display name, unique in the space.';
COMMENT ON COLUMN "dataset"."description" IS 'What it is for.';
COMMENT ON COLUMN "dataset"."metadata" IS 'Whatever its owners want to note, its source say.';
COMMENT ON COLUMN "dataset"."next_version_number" IS 'Number the next version will have.';
COMMENT ON COLUMN "dataset"."latest_version" IS 'The newest version.';
COMMENT ON COLUMN "dataset"."item_count" IS 'Items in the working state, that is, outside versions.';
COMMENT ON COLUMN "dataset"."updated_at" IS 'When it or its items last changed.';
COMMENT ON COLUMN "dataset"."deleted_at" IS 'When it was deleted.';
COMMENT ON COLUMN "dataset"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "dataset"."schema_id" IS 'Its columns.';
COMMENT ON COLUMN "dataset"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "dataset"."updated_by_id" IS 'Who changed it last.';
COMMENT ON TABLE "dataset" IS 'Items to test with, all of the same columns.';
CREATE TABLE IF NOT EXISTS "dataset_io_job" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "format" VARCHAR(16) NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "reason" TEXT,
    "upload_id" BIGINT,
    "options" JSON NOT NULL,
    "processed" INT NOT NULL,
    "added" INT NOT NULL,
    "failed" INT NOT NULL,
    "error_groups" JSON NOT NULL,
    "sequence" INT NOT NULL,
    "started_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "dataset_id" BIGINT NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_dataset_io__dataset_82cc09" ON "dataset_io_job" ("dataset_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_io__space_i_12462a" ON "dataset_io_job" ("space_id");
COMMENT ON COLUMN "dataset_io_job"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "dataset_io_job"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "dataset_io_job"."kind" IS 'Which way.';
COMMENT ON COLUMN "dataset_io_job"."format" IS 'How the file is written.';
COMMENT ON COLUMN "dataset_io_job"."status" IS 'How far it is.';
COMMENT ON COLUMN "dataset_io_job"."reason" IS 'Why it failed.';
COMMENT ON COLUMN "dataset_io_job"."upload_id" IS 'The file it reads.';
COMMENT ON COLUMN "dataset_io_job"."options" IS 'Key column and renamed columns.';
COMMENT ON COLUMN "dataset_io_job"."processed" IS 'Lines read.';
COMMENT ON COLUMN "dataset_io_job"."added" IS 'Items written.';
COMMENT ON COLUMN "dataset_io_job"."failed" IS 'Lines refused.';
COMMENT ON COLUMN "dataset_io_job"."error_groups" IS 'Refused lines by what is wrong with them.';
COMMENT ON COLUMN "dataset_io_job"."sequence" IS 'Rises with each progress report.';
COMMENT ON COLUMN "dataset_io_job"."started_at" IS 'When it was started.';
COMMENT ON COLUMN "dataset_io_job"."finished_at" IS 'When it ended.';
COMMENT ON COLUMN "dataset_io_job"."created_by_id" IS 'Who asked for it.';
COMMENT ON COLUMN "dataset_io_job"."dataset_id" IS 'The dataset.';
COMMENT ON COLUMN "dataset_io_job"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "dataset_io_job" IS 'An import of a file into a dataset.';
CREATE TABLE IF NOT EXISTS "dataset_item" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "item_id" BIGINT NOT NULL,
    "key" VARCHAR(255) NOT NULL,
    "data" JSON NOT NULL,
    "metadata" JSON NOT NULL,
    "tags" JSON NOT NULL,
    "split" VARCHAR(64),
    "valid_from" INT NOT NULL,
    "valid_to" INT,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "dataset_id" BIGINT NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "updated_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS "idx_dataset_ite_space_i_034da3" ON "dataset_item" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_dataset_item_key" ON "dataset_item" ("dataset_id", "key") WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS "idx_dataset_ite_dataset_4c01cc" ON "dataset_item" ("dataset_id", "id");
CREATE INDEX IF NOT EXISTS "idx_dataset_ite_dataset_314e27" ON "dataset_item" ("dataset_id", "item_id");
COMMENT ON COLUMN "dataset_item"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "dataset_item"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "dataset_item"."item_id" IS 'Stays the same when the item is edited after a version was made.';
COMMENT ON COLUMN "dataset_item"."key" IS 'Its name, unique in the dataset; writing it again changes the item.';
COMMENT ON COLUMN "dataset_item"."data" IS 'Values by column.';
COMMENT ON COLUMN "dataset_item"."metadata" IS 'Whatever else is known of it.';
COMMENT ON COLUMN "dataset_item"."tags" IS 'Words to find it by.';
COMMENT ON COLUMN "dataset_item"."split" IS 'The part of the dataset it is in, such as `test`.';
COMMENT ON COLUMN "dataset_item"."valid_from" IS 'Number of the first version that has it.';
COMMENT ON COLUMN "dataset_item"."valid_to" IS 'Number of the first version that no longer has it.';
COMMENT ON COLUMN "dataset_item"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "dataset_item"."created_by_id" IS 'Who wrote it.';
COMMENT ON COLUMN "dataset_item"."dataset_id" IS 'The dataset.';
COMMENT ON COLUMN "dataset_item"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "dataset_item"."updated_by_id" IS 'Who changed it last.';
COMMENT ON TABLE "dataset_item" IS 'One state of an item: it holds in the versions from `valid_from` to before `valid_to`.';
CREATE TABLE IF NOT EXISTS "dataset_version" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "version" VARCHAR(64) NOT NULL,
    "number" INT NOT NULL,
    "description" TEXT,
    "item_count" INT NOT NULL,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "dataset_id" BIGINT NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE,
    "schema_id" BIGINT NOT NULL REFERENCES "dataset_schema" ("id") ON DELETE RESTRICT,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_dataset_ver_dataset_178d94" UNIQUE ("dataset_id", "version"),
    CONSTRAINT "uid_dataset_ver_dataset_2d6775" UNIQUE ("dataset_id", "number")
);
CREATE INDEX IF NOT EXISTS "idx_dataset_ver_schema__4caa34" ON "dataset_version" ("schema_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_ver_space_i_a944a9" ON "dataset_version" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_ver_dataset_0769b1" ON "dataset_version" ("dataset_id", "id");
COMMENT ON COLUMN "dataset_version"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "dataset_version"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "dataset_version"."version" IS 'Semantic version, unique within the dataset and rising.';
COMMENT ON COLUMN "dataset_version"."number" IS '1, 2, 3 … within the dataset.';
COMMENT ON COLUMN "dataset_version"."description" IS 'What is new in it.';
COMMENT ON COLUMN "dataset_version"."item_count" IS 'Items in it.';
COMMENT ON COLUMN "dataset_version"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "dataset_version"."dataset_id" IS 'The dataset.';
COMMENT ON COLUMN "dataset_version"."schema_id" IS 'Its columns.';
COMMENT ON COLUMN "dataset_version"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "dataset_version" IS 'A frozen state of a dataset; it never changes.';
CREATE TABLE IF NOT EXISTS "upload" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "file_name" VARCHAR(255),
    "content_type" VARCHAR(120) NOT NULL,
    "byte_count" BIGINT NOT NULL,
    "user_id" BIGINT,
    "api_key_id" BIGINT
);
COMMENT ON COLUMN "upload"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "upload"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "upload"."file_name" IS 'Name of the file at its sender''s.';
COMMENT ON COLUMN "upload"."content_type" IS 'Kind of file, as its sender said.';
COMMENT ON COLUMN "upload"."byte_count" IS 'Size in bytes.';
COMMENT ON COLUMN "upload"."user_id" IS 'The user who sent it.';
COMMENT ON COLUMN "upload"."api_key_id" IS 'The key it was sent with.';
COMMENT ON TABLE "upload" IS 'A file sent to be imported, seen by its sender alone; kept until it is a day old.';
CREATE TABLE IF NOT EXISTS "eval_target" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "source_key" VARCHAR(300) NOT NULL,
    "name" VARCHAR(300) NOT NULL,
    "prompt_id" BIGINT,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_eval_target_space_i_f7daba" UNIQUE ("space_id", "kind", "source_key")
);
CREATE INDEX IF NOT EXISTS "idx_eval_target_prompt__330d61" ON "eval_target" ("prompt_id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_space_i_623669" ON "eval_target" ("space_id");
COMMENT ON COLUMN "eval_target"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "eval_target"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "eval_target"."kind" IS 'Where its outputs come from.';
COMMENT ON COLUMN "eval_target"."source_key" IS 'What it mirrors: the prompt''s id, the model or the column.';
COMMENT ON COLUMN "eval_target"."name" IS 'Display name.';
COMMENT ON COLUMN "eval_target"."prompt_id" IS 'The prompt, for a prompt.';
COMMENT ON COLUMN "eval_target"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "eval_target"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "eval_target" IS 'What is evaluated: a prompt, a model or a column.';
CREATE TABLE IF NOT EXISTS "eval_target_version" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "version" VARCHAR(64) NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "config" JSON NOT NULL,
    "prompt_commit_id" BIGINT,
    "connection_id" BIGINT,
    "eval_target_id" BIGINT NOT NULL REFERENCES "eval_target" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_eval_target_eval_ta_5a2460" UNIQUE ("eval_target_id", "digest")
);
CREATE INDEX IF NOT EXISTS "idx_eval_target_eval_ta_8cd9f6" ON "eval_target_version" ("eval_target_id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_space_i_0a89a2" ON "eval_target_version" ("space_id");
COMMENT ON COLUMN "eval_target_version"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "eval_target_version"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "eval_target_version"."version" IS 'Version of the source where it has one, else 1, 2, 3 …';
COMMENT ON COLUMN "eval_target_version"."digest" IS 'SHA-256 of the configuration; the same one is stored once.';
COMMENT ON COLUMN "eval_target_version"."config" IS 'Model, parameters and input mapping.';
COMMENT ON COLUMN "eval_target_version"."prompt_commit_id" IS 'The commit, for a prompt.';
COMMENT ON COLUMN "eval_target_version"."connection_id" IS 'The connection its model is reached by.';
COMMENT ON COLUMN "eval_target_version"."eval_target_id" IS 'The target.';
COMMENT ON COLUMN "eval_target_version"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "eval_target_version" IS 'A frozen configuration of a target; an experiment runs against one.';
CREATE TABLE IF NOT EXISTS "eval_target_record" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "run_id" BIGINT,
    "item_result_id" BIGINT,
    "status" VARCHAR(16) NOT NULL,
    "input" JSON,
    "output" JSON,
    "error" JSON,
    "model" VARCHAR(200),
    "input_tokens" INT,
    "output_tokens" INT,
    "cost" DECIMAL(20,10),
    "latency_ms" INT,
    "eval_target_version_id" BIGINT NOT NULL REFERENCES "eval_target_version" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_eval_target_space_i_00ae67" ON "eval_target_record" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_eval_ta_3a37de" ON "eval_target_record" ("eval_target_version_id", "id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_item_re_cd75bc" ON "eval_target_record" ("item_result_id");
COMMENT ON COLUMN "eval_target_record"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "eval_target_record"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "eval_target_record"."run_id" IS 'The experiment''s run it belongs to.';
COMMENT ON COLUMN "eval_target_record"."item_result_id" IS 'The item''s result it belongs to.';
COMMENT ON COLUMN "eval_target_record"."status" IS 'How it ended.';
COMMENT ON COLUMN "eval_target_record"."input" IS 'What was sent: messages and model.';
COMMENT ON COLUMN "eval_target_record"."output" IS 'What came back.';
COMMENT ON COLUMN "eval_target_record"."error" IS 'Code and message, if it failed.';
COMMENT ON COLUMN "eval_target_record"."model" IS 'The model that answered.';
COMMENT ON COLUMN "eval_target_record"."input_tokens" IS 'Tokens read.';
COMMENT ON COLUMN "eval_target_record"."output_tokens" IS 'Tokens written.';
COMMENT ON COLUMN "eval_target_record"."cost" IS 'US dollars; null when unknown.';
COMMENT ON COLUMN "eval_target_record"."latency_ms" IS 'Milliseconds, retries and waiting included.';
COMMENT ON COLUMN "eval_target_record"."eval_target_version_id" IS 'What was executed.';
COMMENT ON COLUMN "eval_target_record"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "eval_target_record" IS 'One execution of a target.';
CREATE TABLE IF NOT EXISTS "evaluator" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "description" TEXT,
    "kind" VARCHAR(16) NOT NULL,
    "latest_version_number" INT NOT NULL,
    "latest_version_id" BIGINT,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "updated_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS "idx_evaluator_space_i_6267d1" ON "evaluator" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_evaluator_name" ON "evaluator" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_evaluator_space_i_f19a67" ON "evaluator" ("space_id", "updated_at", "id");
COMMENT ON COLUMN "evaluator"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "evaluator"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "evaluator"."name" IS 'Display name, unique in the space.';
COMMENT ON COLUMN "evaluator"."description" IS 'What it looks for.';
COMMENT ON COLUMN "evaluator"."kind" IS 'How it comes to its verdict.';
COMMENT ON COLUMN "evaluator"."latest_version_number" IS 'Sequence of its newest version.';
COMMENT ON COLUMN "evaluator"."latest_version_id" IS 'Its newest version.';
COMMENT ON COLUMN "evaluator"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "evaluator"."deleted_at" IS 'When it was deleted.';
COMMENT ON COLUMN "evaluator"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "evaluator"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "evaluator"."updated_by_id" IS 'Who changed it last.';
COMMENT ON TABLE "evaluator" IS 'Something that scores outputs, with its versions.';
CREATE TABLE IF NOT EXISTS "evaluator_version" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "version" VARCHAR(64) NOT NULL,
    "sequence" INT NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "config" JSON NOT NULL,
    "inputs" JSON NOT NULL,
    "pass_threshold" DOUBLE PRECISION,
    "note" TEXT,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "evaluator_id" BIGINT NOT NULL REFERENCES "evaluator" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_evaluator_v_evaluat_0278a7" UNIQUE ("evaluator_id", "version"),
    CONSTRAINT "uid_evaluator_v_evaluat_c04ae3" UNIQUE ("evaluator_id", "sequence")
);
CREATE INDEX IF NOT EXISTS "idx_evaluator_v_space_i_8b1bd9" ON "evaluator_version" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_v_evaluat_00110e" ON "evaluator_version" ("evaluator_id", "id");
COMMENT ON COLUMN "evaluator_version"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "evaluator_version"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "evaluator_version"."version" IS 'Semantic version, unique within the evaluator.';
COMMENT ON COLUMN "evaluator_version"."sequence" IS '1, 2, 3 … within the evaluator.';
COMMENT ON COLUMN "evaluator_version"."kind" IS 'How it comes to its verdict.';
COMMENT ON COLUMN "evaluator_version"."config" IS 'Its settings, by kind.';
COMMENT ON COLUMN "evaluator_version"."inputs" IS 'Inputs it reads: name, whether required, description.';
COMMENT ON COLUMN "evaluator_version"."pass_threshold" IS 'Score from which an output passes.';
COMMENT ON COLUMN "evaluator_version"."note" IS 'Why this version exists.';
COMMENT ON COLUMN "evaluator_version"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "evaluator_version"."evaluator_id" IS 'The evaluator.';
COMMENT ON COLUMN "evaluator_version"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "evaluator_version" IS 'An immutable version of an evaluator.';
CREATE TABLE IF NOT EXISTS "evaluator_record" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "run_id" BIGINT,
    "item_result_id" BIGINT,
    "alias" VARCHAR(120) NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "score" DOUBLE PRECISION,
    "label" VARCHAR(200),
    "passed" BOOL,
    "reason" TEXT,
    "error" JSON,
    "parse_mode" VARCHAR(16),
    "input" JSON,
    "input_tokens" INT,
    "output_tokens" INT,
    "cost" DECIMAL(20,10),
    "latency_ms" INT,
    "evaluator_version_id" BIGINT NOT NULL REFERENCES "evaluator_version" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_evaluator_r_item_re_10deb9" UNIQUE ("item_result_id", "alias")
);
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_space_i_abaf75" ON "evaluator_record" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_evaluat_4f2166" ON "evaluator_record" ("evaluator_version_id", "id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_run_id_3c211f" ON "evaluator_record" ("run_id", "alias");
COMMENT ON COLUMN "evaluator_record"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "evaluator_record"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "evaluator_record"."run_id" IS 'The experiment''s run it belongs to.';
COMMENT ON COLUMN "evaluator_record"."item_result_id" IS 'The item''s result it belongs to.';
COMMENT ON COLUMN "evaluator_record"."alias" IS 'Name of the evaluator in its experiment.';
COMMENT ON COLUMN "evaluator_record"."status" IS 'How it ended.';
COMMENT ON COLUMN "evaluator_record"."score" IS 'The score.';
COMMENT ON COLUMN "evaluator_record"."label" IS 'The category, for evaluators that give one.';
COMMENT ON COLUMN "evaluator_record"."passed" IS 'Whether the output passes.';
COMMENT ON COLUMN "evaluator_record"."reason" IS 'Why, in the evaluator''s words, or why there is no verdict.';
COMMENT ON COLUMN "evaluator_record"."error" IS 'Code and message, if it failed.';
COMMENT ON COLUMN "evaluator_record"."parse_mode" IS 'How a judge''s answer was read.';
COMMENT ON COLUMN "evaluator_record"."input" IS 'Inputs it was given.';
COMMENT ON COLUMN "evaluator_record"."input_tokens" IS 'Tokens a judge read.';
COMMENT ON COLUMN "evaluator_record"."output_tokens" IS 'Tokens a judge wrote.';
COMMENT ON COLUMN "evaluator_record"."cost" IS 'US dollars; null when unknown.';
COMMENT ON COLUMN "evaluator_record"."latency_ms" IS 'Milliseconds.';
COMMENT ON COLUMN "evaluator_record"."evaluator_version_id" IS 'What was executed.';
COMMENT ON COLUMN "evaluator_record"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "evaluator_record" IS 'One execution of an evaluator.';
CREATE TABLE IF NOT EXISTS "experiment" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "description" TEXT,
    "metadata" JSON NOT NULL,
    "prompt_commit_id" BIGINT,
    "concurrency" INT NOT NULL,
    "run_count" INT NOT NULL,
    "latest_run_id" BIGINT,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "dataset_version_id" BIGINT NOT NULL REFERENCES "dataset_version" ("id") ON DELETE RESTRICT,
    "eval_target_version_id" BIGINT NOT NULL REFERENCES "eval_target_version" ("id") ON DELETE RESTRICT,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_experiment_prompt__394741" ON "experiment" ("prompt_commit_id");
CREATE INDEX IF NOT EXISTS "idx_experiment_dataset_0eaead" ON "experiment" ("dataset_version_id");
CREATE INDEX IF NOT EXISTS "idx_experiment_eval_ta_207ecb" ON "experiment" ("eval_target_version_id");
CREATE INDEX IF NOT EXISTS "idx_experiment_space_i_3be1f6" ON "experiment" ("space_id");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_experiment_name" ON "experiment" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_experiment_space_i_855735" ON "experiment" ("space_id", "updated_at", "id");
COMMENT ON COLUMN "experiment"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment"."name" IS 'Display name.';
COMMENT ON COLUMN "experiment"."description" IS 'What it is to find out.';
COMMENT ON COLUMN "experiment"."metadata" IS 'Whatever its owners want to note.';
COMMENT ON COLUMN "experiment"."prompt_commit_id" IS 'The commit, if a prompt is evaluated.';
COMMENT ON COLUMN "experiment"."concurrency" IS 'Items worked on at once.';
COMMENT ON COLUMN "experiment"."run_count" IS 'How often it was run.';
COMMENT ON COLUMN "experiment"."latest_run_id" IS 'Its newest run.';
COMMENT ON COLUMN "experiment"."updated_at" IS 'When it last changed or was run.';
COMMENT ON COLUMN "experiment"."deleted_at" IS 'When it was deleted.';
COMMENT ON COLUMN "experiment"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "experiment"."dataset_version_id" IS 'The items it is run on.';
COMMENT ON COLUMN "experiment"."eval_target_version_id" IS 'What is evaluated.';
COMMENT ON COLUMN "experiment"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment" IS 'A dataset version, a target and evaluators, to be run as often as wanted.';
CREATE TABLE IF NOT EXISTS "experiment_evaluator" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "alias" VARCHAR(120) NOT NULL,
    "weight" DOUBLE PRECISION NOT NULL,
    "inputs" JSON NOT NULL,
    "evaluator_version_id" BIGINT NOT NULL REFERENCES "evaluator_version" ("id") ON DELETE RESTRICT,
    "experiment_id" BIGINT NOT NULL REFERENCES "experiment" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__experim_260a8f" UNIQUE ("experiment_id", "alias")
);
CREATE INDEX IF NOT EXISTS "idx_experiment__evaluat_af2bee" ON "experiment_evaluator" ("evaluator_version_id");
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_58554a" ON "experiment_evaluator" ("space_id");
COMMENT ON COLUMN "experiment_evaluator"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_evaluator"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_evaluator"."alias" IS 'Its name in this experiment, and of its metric.';
COMMENT ON COLUMN "experiment_evaluator"."weight" IS 'Its share in the weighted score.';
COMMENT ON COLUMN "experiment_evaluator"."inputs" IS 'Where its inputs come from.';
COMMENT ON COLUMN "experiment_evaluator"."evaluator_version_id" IS 'The evaluator.';
COMMENT ON COLUMN "experiment_evaluator"."experiment_id" IS 'The experiment.';
COMMENT ON COLUMN "experiment_evaluator"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_evaluator" IS 'An evaluator''s place in an experiment: its alias, weight and inputs.';
CREATE TABLE IF NOT EXISTS "experiment_run" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "mode" VARCHAR(16) NOT NULL,
    "status" VARCHAR(32) NOT NULL,
    "reason" TEXT,
    "concurrency" INT NOT NULL,
    "started_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "experiment_id" BIGINT NOT NULL REFERENCES "experiment" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__experim_2669b1" UNIQUE ("experiment_id", "number")
);
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_30ce80" ON "experiment_run" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_experiment__experim_fbfdcb" ON "experiment_run" ("experiment_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_41de6d" ON "experiment_run" ("space_id", "id");
COMMENT ON COLUMN "experiment_run"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_run"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_run"."number" IS '1, 2, 3 … within the experiment.';
COMMENT ON COLUMN "experiment_run"."mode" IS 'Which items it works on.';
COMMENT ON COLUMN "experiment_run"."status" IS 'How far it is.';
COMMENT ON COLUMN "experiment_run"."reason" IS 'Why it failed or was stopped.';
COMMENT ON COLUMN "experiment_run"."concurrency" IS 'Items worked on at once.';
COMMENT ON COLUMN "experiment_run"."started_at" IS 'When its first item was begun.';
COMMENT ON COLUMN "experiment_run"."finished_at" IS 'When it ended.';
COMMENT ON COLUMN "experiment_run"."created_by_id" IS 'Who started it.';
COMMENT ON COLUMN "experiment_run"."experiment_id" IS 'The experiment.';
COMMENT ON COLUMN "experiment_run"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_run" IS 'One execution of an experiment.';
CREATE TABLE IF NOT EXISTS "experiment_aggregate_result" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "count" INT NOT NULL,
    "mean" DOUBLE PRECISION,
    "median" DOUBLE PRECISION,
    "p90" DOUBLE PRECISION,
    "min" DOUBLE PRECISION,
    "max" DOUBLE PRECISION,
    "standard_deviation" DOUBLE PRECISION,
    "pass_count" INT NOT NULL,
    "pass_rate" DOUBLE PRECISION,
    "failed_count" INT NOT NULL,
    "run_id" BIGINT NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__run_id_429d86" UNIQUE ("run_id", "name")
);
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_299dad" ON "experiment_aggregate_result" ("space_id");
COMMENT ON COLUMN "experiment_aggregate_result"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_aggregate_result"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_aggregate_result"."name" IS 'Alias of the evaluator, or `weighted_score`.';
COMMENT ON COLUMN "experiment_aggregate_result"."count" IS 'Items with a score.';
COMMENT ON COLUMN "experiment_aggregate_result"."mean" IS 'Arithmetic mean of the scores.';
COMMENT ON COLUMN "experiment_aggregate_result"."median" IS 'Middle score.';
COMMENT ON COLUMN "experiment_aggregate_result"."p90" IS 'Score that nine in ten do not exceed, interpolated.';
COMMENT ON COLUMN "experiment_aggregate_result"."min" IS 'Lowest score.';
COMMENT ON COLUMN "experiment_aggregate_result"."max" IS 'Highest score.';
COMMENT ON COLUMN "experiment_aggregate_result"."standard_deviation" IS 'Sample standard deviation; null below two scores.';
COMMENT ON COLUMN "experiment_aggregate_result"."pass_count" IS 'Items that passed.';
COMMENT ON COLUMN "experiment_aggregate_result"."pass_rate" IS 'Share of the items with a pass verdict that passed.';
COMMENT ON COLUMN "experiment_aggregate_result"."failed_count" IS 'Items for which the evaluator gave an error.';
COMMENT ON COLUMN "experiment_aggregate_result"."run_id" IS 'The run.';
COMMENT ON COLUMN "experiment_aggregate_result"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_aggregate_result" IS 'A metric over all items of a run.';
CREATE TABLE IF NOT EXISTS "experiment_item_result" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "experiment_id" BIGINT NOT NULL,
    "repetition" INT NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "reason" TEXT,
    "output" JSON,
    "error" JSON,
    "weighted_score" DOUBLE PRECISION,
    "latency_ms" INT,
    "input_tokens" INT,
    "output_tokens" INT,
    "cost" DECIMAL(20,10),
    "dataset_item_id" BIGINT NOT NULL REFERENCES "dataset_item" ("id") ON DELETE RESTRICT,
    "run_id" BIGINT NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__run_id_6711b2" UNIQUE ("run_id", "dataset_item_id", "repetition")
);
CREATE INDEX IF NOT EXISTS "idx_experiment__dataset_fd2f75" ON "experiment_item_result" ("dataset_item_id");
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_ee24e8" ON "experiment_item_result" ("space_id");
CREATE INDEX IF NOT EXISTS "idx_experiment__run_id_b03176" ON "experiment_item_result" ("run_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__run_id_b168b6" ON "experiment_item_result" ("run_id", "status", "id");
COMMENT ON COLUMN "experiment_item_result"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_item_result"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_item_result"."experiment_id" IS 'The experiment.';
COMMENT ON COLUMN "experiment_item_result"."repetition" IS 'Which repetition of the item, from 1.';
COMMENT ON COLUMN "experiment_item_result"."status" IS 'How it ended.';
COMMENT ON COLUMN "experiment_item_result"."reason" IS 'Why it failed or was stopped.';
COMMENT ON COLUMN "experiment_item_result"."output" IS 'What the target gave.';
COMMENT ON COLUMN "experiment_item_result"."error" IS 'The target''s error: code and message.';
COMMENT ON COLUMN "experiment_item_result"."weighted_score" IS 'Mean of the scores by the evaluators'' weights.';
COMMENT ON COLUMN "experiment_item_result"."latency_ms" IS 'Milliseconds the target took, retries included.';
COMMENT ON COLUMN "experiment_item_result"."input_tokens" IS 'Tokens the target read.';
COMMENT ON COLUMN "experiment_item_result"."output_tokens" IS 'Tokens the target wrote.';
COMMENT ON COLUMN "experiment_item_result"."cost" IS 'US dollars of target and evaluators; null when a price is unknown.';
COMMENT ON COLUMN "experiment_item_result"."dataset_item_id" IS 'The item.';
COMMENT ON COLUMN "experiment_item_result"."run_id" IS 'The run.';
COMMENT ON COLUMN "experiment_item_result"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_item_result" IS 'What became of one item in a run.';
CREATE TABLE IF NOT EXISTS "experiment_shard" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "first_item_id" BIGINT NOT NULL,
    "last_item_id" BIGINT NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "run_id" BIGINT NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__run_id_0acac6" UNIQUE ("run_id", "number")
);
COMMENT ON COLUMN "experiment_shard"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_shard"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_shard"."number" IS '1, 2, 3 … within the run.';
COMMENT ON COLUMN "experiment_shard"."first_item_id" IS 'Id of its first item.';
COMMENT ON COLUMN "experiment_shard"."last_item_id" IS 'Id of its last item.';
COMMENT ON COLUMN "experiment_shard"."status" IS 'How far it is.';
COMMENT ON COLUMN "experiment_shard"."run_id" IS 'The run.';
COMMENT ON TABLE "experiment_shard" IS 'A part of a run that one job works on: the items of a range of ids.';
CREATE TABLE IF NOT EXISTS "experiment_stats" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "sequence" INT NOT NULL,
    "total" INT NOT NULL,
    "succeeded" INT NOT NULL,
    "failed" INT NOT NULL,
    "cancelled" INT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "cost" DECIMAL(20,10),
    "unpriced_calls" INT NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "run_id" BIGINT NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_dbcdf7" ON "experiment_stats" ("space_id");
COMMENT ON COLUMN "experiment_stats"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_stats"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_stats"."sequence" IS 'Rises with each progress report.';
COMMENT ON COLUMN "experiment_stats"."total" IS 'Items of the run.';
COMMENT ON COLUMN "experiment_stats"."succeeded" IS 'Items that succeeded.';
COMMENT ON COLUMN "experiment_stats"."failed" IS 'Items that failed.';
COMMENT ON COLUMN "experiment_stats"."cancelled" IS 'Items that were cancelled.';
COMMENT ON COLUMN "experiment_stats"."input_tokens" IS 'Tokens read by targets and judges.';
COMMENT ON COLUMN "experiment_stats"."output_tokens" IS 'Tokens written by targets and judges.';
COMMENT ON COLUMN "experiment_stats"."cost" IS 'US dollars so far, of the calls whose price is known; null when none is.';
COMMENT ON COLUMN "experiment_stats"."unpriced_calls" IS 'Calls whose price is unknown, so not in the cost.';
COMMENT ON COLUMN "experiment_stats"."updated_at" IS 'When it was last counted.';
COMMENT ON COLUMN "experiment_stats"."run_id" IS 'The run.';
COMMENT ON COLUMN "experiment_stats"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_stats" IS 'Counts, tokens and cost of a run.';
CREATE TABLE IF NOT EXISTS "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);
"""

SQLITE_DOWNGRADE = r"""

"""

POSTGRES_DOWNGRADE = r"""

"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_UPGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_UPGRADE


async def downgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_DOWNGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_DOWNGRADE


MODELS_STATE = (
    "eJztfetz20ay77+C0pfsViFeWX7Ex751q2RZJ9auH7mSHG+d7BYNAkMSEYjhYgDR2j3532"
    "/3DN4PEgOBxICcL4lFoEGwe6ann7/+z8mSOsRjT34JqE0Y+wR/nbw2/nPiW0v8R91l0zix"
    "VqvsIn4QWlOP378SN0785M4pCwPLDuHazPIYgY8cwuzAXYUu9ZHi3MB7DT9aTklgWL5jhA"
    "tixM+Bf1uhsbTuCDNchxlrN1wYbvgEH+1QG57t+vNHPSXy3X9FZBLSOQGKAJ712z/hY9d3"
    "yHfCkj9Xd5OZSzynwBvxZfgQfm0SPqz451d++N/8ZnzJ6cSmXrT0iwSrh3BB/ZTC9UP8dE"
    "58ElghcXLc8iPPi5mbfCReGT4Ig4ik7+pkHzhkZkUe8hypxVtkn51MJp8+305uLm8nk5OK"
    "PBKKHHPjj2zqoyzhXRlnwxxf4cezp89/ev7q2cvnr+AW/prpJz/9Ib46444g5Dz6dHvyB7"
    "9uhZa4gzM7425I74hfZe7FwgrquZsSlJgLL92FuckHGXezBdydvSef4OcxvjipX1qgCwpM"
    "4JfEQqms8gZBLK3vE4/483ABfz4728D1X8+vL96fX//p2dmf8dkUdqbYtp/iK2f8EgomE8"
    "SCWEE4JVY4scKqPN4BS0N3SeplUqYticaJiZ8k/1BIUF8XxC8oEc9iocEs1xHSckPDc+8J"
    "aymlDVK5vfp4eXN7/vEXfNKSsX95nLHnt5d45Yx/+lD69E8vSxJMH2J8vbp9b+Cfxv98/n"
    "TJuU5ZOA/4N2b33f7PCb6TFYUUtPV6Yjl51iUfJx/9gVpwdpfbqfjB1LLv1lbgTCpX6Blt"
    "urd6aXm2LH9i+dacyxK5ie8ZH0R/pdO68wk/3ngu/R7f0OI4si3PM0JqWEZA5i4LSUAcYx"
    "b5Nt4S71SLGQ8kxLtYZNuEOG/4Ugno2phT2N9rXDwuv7HurNrFV2w/yH4DVWiFEWdMEPkT"
    "awZffPLPxvPNdWrONqd+o4t793WsnfyflFkg8ic2DcgTONif+GQ9cZ3/eyK51W9oEDJj+m"
    "CgCjLoDE0FkFVb/SsOwv86O3v27Kez02cvX714/tNPL16dpidi9dKmo/Ht1c94OhZ2d/wB"
    "KAE3TD64/PnyessZagcE+d5BcRcph1LbdXK2PWrfPQHVJC3mr/GOWcPWWloOORLNnT/L+f"
    "8lbKrkfuVNKq4b08XisrxijeDruhlTr05bGFOvThuNKbxUNKasYB4tCX5ZRQp/ZdSvl0KB"
    "qLwXXTs0/hdMEdZJ1+5IJH8jD2saOEb65o/fa3+9+fypsM0SNv/p4/nfyxK4+PD5bYnz2d"
    "lXXfyXYHBz1l/B21i+TSoiyKj3txVO/t+Xyy+X72TV3HuwEGZWgJrObcv34rJ/+rLFsn9a"
    "1mPZssdLReZn5obkOVQgPIxj6BPlVt2UGLCoAnhTA5wkz22tog7pPEKXt25RNJ9IGUWnjR"
    "ibkrvWf7fl4BOsY1YXuBrGpfeIxcgk8kPXk92QJdIetuSeRMKtP8un6BylsllaYPRbdwSV"
    "Jb0/yi1ohSFZruoMksY4Zp6kH5evjcxPO5yDFI6O1OaP1a2cW/fI+GbGZxIEtEbT3ZLvDV"
    "xOCVRWdMhkNL15cCxeF/Bk12vN50176fLvt5tNvnQrffj86efk9qodqEjw6nzlgmF8UhO/"
    "iq+Ym0JY1sqd3MU3tQhjwa3GjHJVNw+sJTMNuvbB2Jg+GJYRMRKY8H+2smxiUMyYwH/nlu"
    "/+28JHvDGo7+GNC4stMCLihrB/iB0QNCrh2avaHMxevvMRGRsd0ZJRfTqipboroSNahxnR"
    "+honmEDtgdZ0UKd2c+TP2gSw4K5mV/6sEsJaRVPPtScrMKZkGF8i64f/u8iAC+cNXhP1Jt"
    "o2eKrFFQQP3G1fwKmmiCcnzscJHpkywiiRKb0Zbt6f/3j24mUijfWCelwmnSTw8nkLCbx8"
    "3igBvFSSgE3xGRXmN4dzM4pRxHITZRSvfkmFtMOILvm+cuEk6WALFClHFsMAUbCQrhgGEd"
    "c0uHtjoNP1YCyJ5TPDJ8cZxkAHdIJrs8NyKNOOb0GgAchdcPwVJq4MVJVL14/CYzQKA3JP"
    "7zothSLlOBdC/BuOUO6Jjzd9mMi4+hWyTl7/3iRNua8nkU0Y2p3PBJSP90iJqIZwR0Lqy4"
    "PIvzEarYyIyBemgWCLWvaide2gQgLkP0FKcnkK1UXmxzLKicjkAc04avkDk3E81JEahl6l"
    "hJYjUFxm+KYoLssOmWGl4lqRAPwvyxuPvCo5iqL4qrL7bxoQd+7/jTxUSldKMouTDF/ixx"
    "yg7P5IFnDyafaWgbVOMwH5dQ38Aa4QIYaL85uL83eXJ1Vd1wPfb5LnKMP4fhVdW+bnT4Lt"
    "3M+fnz0I4XPpcerIoj87oa0gaoyp7fLIjGSVVNFAJnVbTlc8iwKf4X2MT18+fDj5Y6B8dO"
    "S44Qc6v/TDoD4tXbjB3JidxlsnHp1PSHrz1iz1LYYWGV0SVEjrgIaE/xUugPdveKArCu6x"
    "yQY2hghCigdMUV2Bx4sKLO7noxHulhkJ8NOapovdflWr5ouc+oP/wvXf6nYiXtIJbJ3Abo"
    "xS6AT2QcWsmj3qt+68sQRvD151b4WwqaW5gBVDsB7IbZ0+3dNGloxSbZLM/iJVvQmoYIKO"
    "SE6NYY1N8tl9aKM3m9RxHfWivKV+JlGUKC2FIp3KgriNK0DiU8rh9iNYgWqLxa53m5srQj"
    "IKpYtBvoreaKGfTGyNXhgglW+rgC5XIZgjy6Ubwlt+U6Tfj0XT34kdCm5KiKNMp75QwDx3"
    "RI0O8LtwioRUMWFIG1sFuv11PHTUVo+RwCDaakpm4EZUZdJcQpVRPKqEam9nuSUOD3th+X"
    "PUWxYT8nGMKSFtjawdllI19GZuaElu6skcE/9dZjDXt3vwOh/L/4AAA1i9Zmo+JIpUKrcJ"
    "oVqK3zYxpOIKWyELgbTj0dYBnh0UdSrSJPSBzl3/hjAmWFeJyRaum5tCsh7eOWG5W1u0DU"
    "0Dusa0nMA4wg0yF55gbXsOx9za1BH02MfpZp/tm0vHSnWs9DhipVw/SDc7FKkUbjwpdTrw"
    "91aky4FHzeDA8qV6fopUqhso8VmVWIc+R2qEY4l4s27dPqdtPFi4q7nf57Tiw/JadQZOQ9"
    "c69xzt4elFXQOvYnfM/uJQYiUQ3+H2kNTePSTZ773es4WE+zggMSmSdyLGYeIqU9mptpR6"
    "q+Ecxm//SBCzmS3c1ZV/74ZW2OC/195nbvLjlynFxC2SbPfnQR+mJKgSyY9Ly/V4wdOU2B"
    "QtHMvIvkCgynJnHdRNgBBJKEZWJ8XeH659/RYugvb1y/LUvv5B2jAEdYmMs5kS7CpX2sfZ"
    "eB4rviQeyhUouiuub3h0TQLDtlhbcRfdzbMXbbx+uKvR3eTXSokJ6jXkrbdjpia06ueu4b"
    "h5MNau5yHAAb4Aeo9Ot7R1/+CpR+zJedaKHc2IhWIBj01W3c7DEun4etjBdkRE77zpeIQr"
    "4LgxDBCUFXwK8MyOUPSxUSALY1AhU7mskgcJxAvj8bsciwejEJbB3sI5JGhtkaojnoNGKu"
    "CvWgR+yrDR8utrHHLbECEdtg1YwS220ybfw21573vH7KbpPTvC95cVUPvAb8vnivGjVKd1"
    "Qe3UJAXKaqk5GVDWh9tzAJ/XsNZjSIFkMGrmWSXzKRBoAOSDQ+k8L65Aqcro0Q/TMf7tO0"
    "XH+HWM/zgc3YME737nspVnPfD6MXVQu5cktHBjVtnd3OSRp9k/VHFut00j1wtdnz3Br+2w"
    "0eDN7jnUFOMDKQIGm87nU7h82kdx2GPbP2C9SDVrJvfvcRYdVlL9uID9TxxZ/nM8dXjjuO"
    "WmvVNa2BXP22yK58174nl1FqM7mcGxEmGGhPjInbq+QAoOgtXUBVX/hJJYpvCIXcklsUXk"
    "zh0+Ayt5c2Gz8ZHEwt40rIC0l9Im0+Hz5w+FbfH2qjyg58vHt5egy/5cMSfK9ccrp6PpUK"
    "Q8LNOBl7vGTW1HaD4I/67LoihSjjNFEv+GI5G7It15eUc9q+Q72eLS5+402zr3k2WRqEXv"
    "HlZG/sAMrLvAepLSfC2TO+y8LBqvokX0kAzjmolDYGMcbCdfUBMPqEVFS4o+/6mjBTpaoK"
    "MFRxktOKJaNJy1o0z92RgS3X1ZV2PMdB9wt884hDHm9PXeN85O89eH2k91HC1UomqgxpdK"
    "ywmaXae0cqEN6jQxQGR8vqMIB4OP9Vr4KwI7a0o8ujY8DgeNnsx3eJ73kMHm18FL9/JMnR"
    "7dvh20w6MdnuNweHR6dG/p0fxLVjh+S743IEOWyFRGOEmcywSOm/UzxPX28u+3hf1USX2m"
    "e+rD508/J7dvzocilmhXTz+hVXoTgEXKT34x6siAv8TwnZBYrSvhd+z1u/B9kyhwZRRQnk"
    "blvZB0YYLxYBkr18Y8aCe2v2gF8fNiA8TPiyrETwDWuM/dHsd6qJks3YhTWyVUuQPkHbyj"
    "yAqgvU5E2hmB/5Iq3TtCeEWhbHPI2dPnPz1/9ezl89SkSz/ZZMlVk866ZkbhmhldEaArAn"
    "RFwBFXBOjBz8rHOsaVQ+ojVnuVHJfjENGYMxdDiKuv5MU1aLzrq4tbPWLz0axWe8Qmz1xs"
    "LhQr32JuTXM8vjQszTpwsDYKhn7gOkS0RCb3hIstjZE9Pra2DCzfOqnrv3Q6RKdDjjsdou"
    "u/hokED4CksSfzrzCdNEnNj0Vz6gIwZYSxwY3aN6LGCHbObqAzdOnXmEu/ONtrnKNEHM0e"
    "USL3Nl5QnG7F8a3YvGLZNo382rlVG+7UNVrb1612SrRTchxOydAw1TsZRJWiVFOO0I9hG9"
    "SEyqJUxypZtl6uRKawQN5bvuPBU8S3JGE0F60ZeBMZoL8dzwk7yJLFTwhHzBZ07eOOoHjq"
    "t8Wk1qWLvcZFmPWQwIkx4t33Ag2+iwLGlcXYmoJRLDursEKo9Mawgjn1z1wc8mP88v4Cix"
    "i7lS+etaqjO9tQR3dWraPTFYxDVTByZyl4AL46UqdBmU5lCVyIdzWNq5vPxrOnL1/++NSw"
    "vNXC+vGskyBetRDDq0YhvKosfja5J4ELT5MFNSpR7hHMKP1EMhCVTJNCNyQ9pqcEjwm39U"
    "m9HxwjYK4bx6DAy1i6NUf2NuFU6RUX0UcLExoY+Olqte5HNjEg1mTmWfOasuvmmt8KoRqF"
    "v/h90i795fcVbP4l8UFGGUQYA/fPXhDHgOdjp4I8gK8uAdYlwIcODvXBW15Q3yd2E8xz8Q"
    "ZzU1jb85YYzM/f2yLAvQZVC2efAGAWT31trAJ67zp8sHV8UCJOEyN2QGpj390esj0s/p+T"
    "jI+F5A7nEt5Mvq/w0fBzUmane911wFgqMCUN3CQb94Q/ApiEfxhf319eXxpZXTcYarlSMB"
    "2f1/F5HZ8/zOPg4AOS+R7qclC4HqBisOhkcm7Uy2B74VaeXmmZ8CAl7DW2ItYdpk46yeDZ"
    "WQsRPDtrlABeKgpgajEyiQKpHFWeRuUYTC4Khkv//Jcr02ARWC2g774twnDFXv/lL9bKfU"
    "K+W8uVB6qULv9y//SbOpGyzPJr3WCaUozYy/wogKY5Xs6sfTZlh74ktxsnCwKnZCAljwqh"
    "GmLp1PX7XvwKnvcliOVKGNbvDy8d3IjwbXYUBMS3a9pjGnviayj3h0H48rmkAC4sz+PwUD"
    "PPnS9CA46UJRhEJu+l4MN0gshvnXvsuR1eOHtV3jfnGDMKlU8RDCHfkQfTgAUSPKz66aDd"
    "RVZxaTGc69okh+bzvEKosjguQfHEBzqXCiijkMDKhz8YOEVW0Lr9dceWlQ4/6vBjxd/UCA"
    "QagUAjECgTKdRdTEoLSDfODN84o1EHDg51gIdXrgnwloXXBAy7Ypqr+S5zU0qSfzQJBAH8"
    "P6XYPoLWJ2LAGE6EFSnF17yOYL2wwLldIDAy9efiX8vIXtQMnu30iO1JyWImEhEGTMxORt"
    "PfiR3mPtU5Q50zbLTeDtGPO+KcIbNBSvXxle0Jq5R4FNmqRMoSYMC7DqskupczrlYIDeZ6"
    "iU7lGNff3CzIJcYD9CGLV20SVK+a81OvKump4jlYqlN1541R9yKdyj7tbZMETDAzgkiUOy"
    "bpQ7WOuqNPtNM7ok6enZukUkH5hEBpbuP+4G9q8BxCZ920kw4fKwwRKrrGAG9STDmK/aUB"
    "n0qvcNdegAJMet0Mhg2IseMV66mBcoCuv4rgiIWd58sgk5fJlD4R+Fti+atjYiEJCiBRjg"
    "bvUGod4O6b+zQKO7G/QjcC/q8DF/aqr5oIbMrq3ERiu0vLa+pqY7X+oaB5EtOqI4AvN4ZD"
    "4UsD9oaTG2t0CYUMXBzmy/s/hBxwjkjk34En1UMvz7vLi6uP5x9A05tPT0vtOskJ8bxyCH"
    "jAMN9+mCxldkSRSOmplB9dz3MZATY6zJgFdMlrc9Bixcw4CGK9QGhNy2drWdjh3nYFCQIa"
    "SLd7FqlU9te+LvhU65nleu01z46hFgT3loQxa17D9uaqnAqh2pyPxxal+p9ZrqoFOrneFK"
    "kkcJlM6eOZq/7khbk1SnAuyCKg0XyRzG6JmwRFPeKPrm84ZElTGSrmSJs6ezzK7PGgGJh7"
    "TGHaFrysM5qqC53UVyCpX2gdfSS3K22ramyNPZ5ErcsCyid5Q1nAcMClCquttkxugjAduu"
    "riF/DNVuFJTaVFfMXcVF2xyu5pg2TK7xb4pDii7Z4EvG26Fst0072PaNu+Iw+turbF90/w"
    "dlO+WdssfWuxdjot2Ci3k5u6bEOXbeiyjWMq24gVTNvoU3y70tm3G3488D5vMSoVdOk8sJ"
    "YMJ+/Udn6/Mb795RvucYIDnj2nK1TlTvJ1B9+Mrw6rjwcVNLFv9ETz/o4m+Lm38ieQqMtw"
    "4xoaOlNkfk0oCecWjh/F7SsNHN7GPcNCMxDK9GH4Jm7MubFwErsfMudAlVJlxfSreM2keA"
    "PsdizbsOly2T6Ct+PcUcxQ8U4dLOg6+pF1LFZEc8ymcyxIntKv8Yubsuhlsv3l0U8lRf4e"
    "u0Is/yGWNYceWQxWRaU7x+tc17iZx5gS7OThx5fuJ9f95LqfXPeTKxOO1BUBoxFQclRK7q"
    "AKmeo7KD4bk7NyHILSNQIK1Ajoxv/dNf7Xa6KDZHQ3BdQ621/Wxwrm/C+4U3nSmPmPr5vb"
    "8/9xSIXfur0MAOzk5TISOaL7LOpkxSHxmmKANhQ1JQG/Ja8nRJAE4njqvXCFYZMSrt9/Vn"
    "AWCvfp3DxfvTo33+TAHGKA44gDjNh1iUHjDV392xNhlYconRfGkOO9Fbj4tcywAmKsolDC"
    "k9pxVizu/5DDns7R7D871kEGFxhPTN46BVyIl9HwGbF0ecgIoUA04hzlr+ne4JWJfFibwf"
    "k7vGBCSuVQ2VOCEQvkFn8D3yGi4X9pPXDILTXEMcFXQXdh5s5lJVOmfZSQ9uRZ4fHBVxU/"
    "OuwFZaSHFttHA7FzDDh5KZTpxiCBjwL2wneMlRXA7w8RGj8ucCGWH/ZTbvRYicjLoicp9K"
    "asOo0qwGojgqD44EfD9vBcAqwGCxsbQKhxR8gqKXgfXkQdKl4eW+qytwJVsgSWu3YSTEhr"
    "UpH5rp+rz1Ok8iUNUFSE0QxmlSNRGingqWmcmcYz4x/R2enZy+4i6LnawaehVH96cr/KNV"
    "4ICADcTZtpDPIdtKaq4+iPJZksgqfhiHplCwhuYOj59Vh7TRIqkOxIOn0lv+IqOyy+cgJr"
    "JsJhOGkMpwqPUFr5cHZLaeVJlD5JbnNl9fmCrPGJSZdpKCggnf0fPvuf9Rs/ktNZc/NhKK"
    "+27C5o8xb85kd1b/zOUsoHdcC3Zn7e8GlRgnHgtS4dDN++C16GrL94h8vtpLH8Qlw2W1Rf"
    "OOmdrWZarMD5o/4PCIE4c32XLUAAPvi17YoxOj1he3FGAo9RrsDQ5Ra63KLRxdflFrrcor"
    "w2dLmFLrfQ5Ra63EKXW+hyC11uocstdLnFa11uMYJyC91d3+QN8V56Zt0fZUc1RiKlEkE5"
    "grGkVg1w5QIMA+KciLHENY4upzo+wegsquIC2jv8/Z7E8xUN8TidxG3BcYhGJ7h1gluhk2"
    "RHKe39ItcrrnFa97M3oNfXchhN0N5WsMolA10M17Ycz9nxCuauP1hT4p005q7FZbNF7tpL"
    "72wxPyCHKE2Rnwb8i/qpQHJZZ9Ngkb3AKYzf4AMn4o7pt7o5A708c3t+W/xOnd3W2e2t8R"
    "yd3T7ISE6q6dp2U6UESmew8UDEn/jG+Cbwdb8ZS4qG9BSHTzLizcyCvsTIOKaP4i/ALR8H"
    "ZhXptdKB2I2BWBTuMQZidZRPqYO3IpgY1bmDfAqUaoeVSMAjFcJSHZ+odEBWcQEdC/ooP8"
    "Q09qgOzurgrFrB2Qqe5H5jiEof5JIsL5g1LcLihw332kXjHwbYK/isFiO1jUbJJXNToNbJ"
    "3bQ1RnsVkiWfgYGRAF5cZRqW5yVV1QyDrcJuqBn6Kkv8iCmwnBF487YxsPGvnyRD/ZKFfm"
    "L2NQhWx4B1DFjHgI8jiHTwo0Rrp7vq+aL7tHXSeZbqzhVdktBCpVmVwaa2sozmEErSEXCA"
    "rn1sF0gK0hFCzOQXGI0CGy0eBQZgYmN3MsRy4kfLaV35TCMMXQP1/qLhTyUF9Im/YzxoMd"
    "fSvnbBEl1Y9621Wc94dMcyh/Q2m3AZv7EieUGw/JbSsyaLROpOmhSuV3xor2mA9jdWN6FC"
    "4sUxLjMNGoXMddIRHHoOpUpWNRVHissFqcdP6vGTRyj3Y0EMHe/4SXtBlpZcBjhPonIK+A"
    "q0b1NoU33B6My82gI6lsy8nguqc/OdcvPinOiB03FS7CZ9nhoclz9eWvM5f8IWGH0NFtn1"
    "1cXtUaFS6gmsSqv6g0rKX9G/0ulJc2ZeXDdbpOcnLp38Ht/bbgTrigZxe9PM9TBhE1L4d/"
    "y4hiGs22m25+R1vlvnuxtd8EOMzB1xvhuWdc2mbgfkmdAqnfv+unDtBUi4bZ5u14CdMxos"
    "63ZfO5Zn1EoznaPegQMiziBmrANEEVcFMxWzJlENLmQ7EWTU+xPByS+Xn95dffpZVsGhHG"
    "ZWIAdxsmPuwznC5Io7MgqV06I4ugv4PLNgzfcR2t9FWUe08qjl1Man3rrzxhxpgUzl+NRt"
    "qnNCA1aNo1qctygNyt9bCqA2RzLiEhvwieNICcflDAhyxOkWPNlFQc0qoDZhjNS5O017pE"
    "CjbhnBB9cnjO+NgWoDwDaV4mt6v7o8FaUZkjZOz2wVx44EXzMCdRmbLNZZxFofqX0zlgQB"
    "DSbzgEYrKU1dplNDXXdCFL8WAoCX9QVqxFrUG8GSp/48xX2XxFfaheIezRRe2Z1w7bIEYZ"
    "9Y4M/CaYNRANwcGPEbaG/E4FodoklFynFW8cS/4QiDRslIqQ6CL5GOT/IEHnuMMj+Wyi2L"
    "3SFcIC/WVMx7NLcXoaS5JgkRFWlUrxRqSn8pLxpdwKWggHRd0PB1Qbn29X4Kg9RitpzCas"
    "viotLezuQDLwnqcGr3XRc0bJlKSJYnG6pU8LLZqkglubPVoFref8TLTXze1/IalcqCwosn"
    "nUpJJxIHYDa+3VueC9yBf3/DfsopAZGR5OOQ1uD/7u5rJMEpijvujjxIoVPwNjMkMjcjVC"
    "SvWMSnKH43YlLUfIrfoOEq+KbU5TtleerynYP0ypNNX1kNm9K5OSKlMU9vQuuBZcBCaxQ3"
    "/oXvj+Fn4rgI7W/NQhIYVtYHLrcchsn9xkdB2w7x+Hali36w/r0OYSQ+pt7wDBl2LcOWte"
    "bA/7i+mKVC7QZD8uJFGxiSFy+aYUjwWjWOIpPtGQ73ooOgfrW8SCRyxA8YPm+j4UbiCZig"
    "1e5A1/totKgw8zK05nIDlOP71RBIp2znVxo4HONuBl+HumqqAMQLW3l1aJvNB0ZKoHLJHM"
    "c0tUTDQu6kiNGRXD83z4XPLVAEZyTzLmv8qSajq0iktN0VA+zEQpm5QYb0IqBGFhaTzo70"
    "lnROPGRp3gsSlfNPWxnvU8OjYDIFw4pA47vUuaFHDulyLAnidUDDcWJ7qJsc7s2a0NnhXu"
    "UydMJRIQFpeA+FBaXT+DqNr9bRovP4+zCuNLaHxvY46Vw0EQMINZdNZAhD2wsnMnSj7aUT"
    "YkQ1b3YTWB1pigSk4fNocJIaobCscrmtCNsAarZHT4/U2CDbN48uLmj04Q8xqnPExQWxPp"
    "HJ/+RIRpEKvRDv+zpOXIMwQ4JQ//DSpoFJG0OcASZWH6BKNALyr8gN+ojwPTYn5LKJu1xG"
    "4iSqyOgtpR6xGsRUJi3Jagq0uxJS+omElM63nn/SzH/7+fOHAvPfXpXxE758fHt5/aenf6"
    "7oUh26Uf+g0xGBYSICgxr0v8YDNJot+l+zERvbTfrcPI4WiH1YevxvsBmyYuVmG7wGvE+a"
    "vMZWL5cEJz+gplo4HvTyz5J5X1dqrE1+bfJrk/84TP4Ow4seO7Vob9XEYMb7oWsntmRapo"
    "qoCsVSVYFK5DKJPb7jkiP5qV4DDPLqIJSnpnFmGs+Mf0Rnp2cva0QxUIXLsYwhZDjJCwu1"
    "+/CpdgJZN6qhXp2q5uO5XoNVcx1L4c5oZ/Louh11ZaPnJakqGB2VU09AOiqn63TUOkp2Va"
    "ejhx3pYUcDWK2HAWryheONn9SE8eMr5qbwfZTd0yZqj3DhjIj57lMSj9AhjgkfEh+Dvnzc"
    "O8L+BYblUZ+8Me7IKjTAuXS9uFUNY/UPBvWqWeHdfIOu09m+eXTQXgftjyNojwpmwv+orI"
    "fmsH2BSOVA5SdLbN90ngzGLVOF+UO3sSY7AY2Iq4cEGyVEUaZTOo3yN+yKB3GgKEyDd6Gm"
    "hxez3NYw7cUpM2enLcQBdzXPmcFrRXFMH0LSFDneBI9TpFM6dHbj/pvDrOArqxajKbVPgW"
    "EtP3cmI1I5uIxeJ76qsQZ7nRt6ykWZSzM4Vi5i0UnLo0inukjgTVOodhQKJheVE0slIjaM"
    "x3V5b3m3VgDuxEmN15W7utHzInDfJMxu3Op+JUlIJIxw0bwGR2cV0OUqhLPF4F9hUAT3ak"
    "Aq6vaE2tKpfBQtmWzIaBTAhxzsUTtY2sHSDtZROlhHMCSVBIRb8jQKVxGP7cKeRrQiRaZG"
    "5jSxhGdVpFJcBNyvNZYuDo5ir7m/Kw6yH8DJckz+QXqehWm/XycBPTtt43DBXY0i4tdKRW"
    "qSIYhHRR/2JZd3Llt51gNvEFKH1WJhSBvwBbId2e99ZU0TI27GrTfxl2K2ha6jUkcWjXae"
    "LglRWkC6JGT4khCdQj+4FHoWsrkm4ADWJtMr95gtgzuTILu/1ZwQkKgdcYeUN7aJp9TP+m"
    "i+dXvS+7fCS8Z9HqWhGbw0HHxDWD16WoaO4+g4zhHFcYLIl3aZMhqV7XK0Kcj3FQlgOfoY"
    "MIDX5tjlBPGCEc5cse1c0+STKWUpAVVpVRcUvjGKiL/ziKSErelRDRxMu0BoRq10vOc9Xc"
    "uO+d117NP1V1HNEdaMwpMSPAqDZ5+NiEmS9rWxJIxZCFOGPbjcDB0eaUcExWUkkFGMRgQ2"
    "1lmh8zE8vwmGwGXYnRKMgdsXsKjF6hZL3TRcHPYCD3c9FXCl+KaTieOnBCqXEd6m2RM+Sc"
    "Hy2Zq0h/EqVQ+2CumfbQjpn1VD+lxpg3d7R+og15rNnxKZ0sYPf0swfKzWfO+511noZXku"
    "V+hGwGYctxYSyTBwf13llNW53cR2l5bXVAfLao9MQfMkplWHz19uDIfClwbsDScXEwojn0"
    "/werwef3d5cfXx/APoCvPpaQmFLtExzytqxAO2+PbDZCmzvItEKq/tj64HpzkBLjrMBE0C"
    "3I1txbUVTxf0bS+SMN57XvfNEch2ocRmeqUrkVMrXsRvZdmv04OqZpx0enBEwtpNerBGJf"
    "XA9iz7lANlHLk2a8v/ZiWvEqpmVUIbk4itsDUb1pIEviYwd+bOI1glpSThGzADckFwDIEz"
    "MWiYhQb1qwmPvp5ZW06e/6FCtI47J2Dg6kJynYB8rROQR5mAPGB4zVj7J526ovIaPWJeWM"
    "7nlYK+NMWY6yLsY5cQXP8Qm7F6lhBNRqG0ZG7en/949uJlIpnCWfdGCIu3WPt8/DgLYZc7"
    "fEiMItin4oVl0gEZxSiGUHxEM8nESdjwi0PYRzyewQO7oChXq/Zn4Q6zAnHpuE2XS7dz4X"
    "mBWuUwkxinhC87pgJ06vuEH9fS8qmQqi+c5IV525LI7Lg8t2AvQH9NH5QWVdU7kI8OjiPu"
    "1FDrqagtr6OBSgtIRwOVigb2GgVUi+dSaqtL2E/NcF9kgfl/0hDmExfNbeG97LatQb0bCg"
    "bvArN2vCiDYYQh7UE2OWIHP95jJ7hmbk6nJ2zvJPjPSca0wv7gbMGbyfcVfBN/ZkKfYt24"
    "zvdJyokUZCtZ+SecGjiDfxhf319eXxpiEWC8x7i6SYfRFr86makqYkK6d+FEhw516PBoQo"
    "cH31yfzuOJB8Bw1adOed6xTIQBK5PSO4ZRD0Unwhw8GkvcgoAQLNgTktgvGLxUpCMB68VY"
    "lrqWnk7VSL+/GqdTWUuDwLNxcjqdcYGAwQI/IbErByo2K/FRNupXS65y5O/qkYzfN+hlwW"
    "KXMeKKlIdlxHkWiE9MMu2h22F0hlzm6skuiiJlD4tib4ZFZr3Hv+EI5a7hgZR0wXXEfzQC"
    "Sg5FyR1UIVN9B8VnY3JWjkNQOjUzfGpG4zjtEMepXhMdJKO7KaC2DK/oY+WAs3jeZjNuVv"
    "4Ws1VG7JGgWb6RPqkNcFb59toa9Sp0iuW5FquUqP+W+xX1qFoZSk7uCTo1pVNTOjV1+J6t"
    "htVSZjtrWK3xwWqJE7MinObUbkqgdBYrP7ctNR8wuYvZk2xTqTMvTMObDZNM5DVbNX6UR6"
    "0G3ZRSlFg9QxK1lBJ/1R6wQD5/efvh0vjl+vLi6uYq7uRIjQB+sWjKXV+ef6gkC6dyuE4p"
    "gcpVC7wZAN5iToMH0auRKhsmagLn7j2p7f8drJZkZTFG6s5jSj1iNTQ1ZUQlcUyBSh15gD"
    "2MDiZX+6IM0+BvLjkmvPY4/fz5Q8EmfntVLhf58vHtJaifElpO9cwFR4TJFfJkFCrvhq8L"
    "2ARxAVW6D8AoWtMA8XIozih8wKsBb/bzqWRhyb5rfTQS4KA9f1bAyASDWjLHRpFK5d2Cxp"
    "Bl/B45c/IDiyEBuSMvg1CnwV8fU9Dj82ljcfwET+oegNMeu+yPB4kxXvwakXG/7F4HNGxt"
    "jmpcRo3LOC5cxgGRF+tyVO07q+uoNeqirrrqqPTHW3Wli3mGL+apKKQemJ5WLhwn5GKdfl"
    "eyA3sL3mJZhG2qT+TAFn3DXS4j/pik02J7FUprqkbARPGqQjDJC/P6kvJFFnfjbCxVyUpU"
    "dDWKrkapujW6GuUQq1EOGGPxhsDREbp2olzTlmmEuShH/RVB70s1dVXPNnm9eRKl3a8ijO"
    "WjpNCzL6x7pAcP3B88bCU24zIS4tANZqJpgQtHkeh9TZBtS8akLsKmKN/TnAmG7dnrGD1j"
    "HSfeA9CebkAc08jRDS8WLAKYhAs46BfUq9FNG8p9qqRq1/3coBGH0PJLEIprL9AB6rkUoo"
    "96IJ+GNadycwVEcr/KGd2vvLrBTfG+DPIdNm8PDN9JdYNuCVbS2ayLwXVLJYwghXDb3VpV"
    "QUI6faCggHT6QKH0QZ9pg5HrLflcge68VqDzeqBkTNqiclKXhsmumhsTMMX7Woy5wkg3uN"
    "VZjC+ZRcUrRbPidhPDHlPCW9JwuMosJPwfa8uvy571++S9IOimrNMQujozpDNDOjOkIXSr"
    "cs1D6KrT4XQ8aLkuTz/M4OkY41M00LQkoYV6UiYqnqfZf1w8p/ymkeuFrs+e4Nd20HvwZm"
    "Dx8AwRXfs4XgsNGZSa374Me5eR8bFM1urLUU4Ga7mzdK4WbqPYAFWuiLWS1rOjIMCy7BoD"
    "ccN8rTzV/iKCT2Vxjq9CsuT9gnd8CqBhhVKzAHvOYyNMiE0jv8aE2wgtktKoCyiNGWzhWs"
    "VWGbz3sDDSXXBcKqQq5yJy8NHSzNbQ0Qo4L3noaN7MLLVtDsmX0SjSGkVap4yViULlNqYI"
    "snbqQaunVT1J6XKLUbjCGDJWbihDC6nlJ/N17R6sp1dZeiKGoa7n1UJwOv+voIB0/n/4/H"
    "/pLOmB5e/EE3ttHRz8DGrL/PqjuSCGazDurq8ubhvH5fbcyCnG5ionjq6HikxxRv1R20Ia"
    "uk7jgOs0zufgac3hVa85BOzJxrKN8s1muyqOiZXQxeC4nLBFWceSgDBsg2IqwvK8WGNhd2"
    "xtBKMdRW0jbRaLE6UWpcIMXfGgKx4a4wOHGDTUFQ+HVfFwjvDXFWRpDm75bQ0n+AIXMsfd"
    "/aYOuLRsEmuABFanhApPFrrhAg4lGajjvjNYS2LVmdXNPWUJgdqdZOcBsBbsADAD8IWTRc"
    "85rUgX2ZI4rjTvExK1uf/RdRxPKQjv1X+dSnE6vl9tNot2SQ7V7bu+mP8OJ7fD63MM8t0m"
    "2MwKHCbBinryHuXOVr4ruezdEaz5D5SnxxVa83A2y7FZ3K82m9+DmaIYnzHa4aA37pB716"
    "qv3Nw0k6GWXG0p3FjLFSr4+NWN9NVj3FAcILM2wjVV6sTl7fCy9mSRSN2qKGFR8sNADDwY"
    "yKDk/EJmyJ23eSrF1z44gel8Hjdvx+OPSLBUOkhix6tfYONLr/8ymeo7YMZHNSB4RHF+0t"
    "y6JxxQD+ccDFiUKRMsfGRx4D47StUrCzR1DlznwHUOvFMOHHZzD2zOckbXkUqIuXL6qi2H"
    "M2WtFDJuKoMMi2Bjeq8AWdAqsVcATGgFkZsfsLTy+ML3+dmcPvQ17zri8xpNQ8Smea+1QB"
    "yrRdDt5aH1ALvZb9007FnnB3V+sJqO0PnBQ8wPHujoWd7ng+NnORqrmx83a3JVSWdch4oK"
    "C3WShEKZS0UcMpKO4YZuXYVP5L1aZjAecogRcpNMrUoh0IOHDv0qBj8ieqgAEUX8XI5UOX"
    "wb9LjG9/TlMI0Yeq9iT7aUVJlM+aCQ/LBydYSkY0MKCkjHhoaPDRWB2XoLEY1ddbWuwi9r"
    "8UMaaDXU4S6PT9mqAWLokB1mtNqU5OfuM1sG7TBxKVWIz7tTpsS2RGSH+iL5yYNs9YX4rS"
    "i2FOIn3UP8dcVHAVmR0OWvVZ1hlVEiRiGiGGafwJYII5Zc09E6Ha3T0brjiNZtcbg2wfRo"
    "p6u3nVyqhcjUeFXdNiJUFYj2CAYmveewACV723y5kCkGnDwdqAYlOwWroevtI64yaqXj2P"
    "GQKwJPbV0Ht+OpVnCyMDlMz4xCbTjPB2S1KBNLoKVYSFerXmCGdgHqKUYKyUSrM4pHRav3"
    "ibCK6iYGKcfSNwXC1Fh4J8P0lGAMPL9N2f0DEzWGrw0bPDCeNVsSxsDXG14GxS6/mjDCtn"
    "xZnlTtMt2PlbYv7urkgwvshziZpkh9Orbo+PbDZFlzPG/EkcyIVEYn++h6sGcJ8NRhefUU"
    "UnpngrEEvOfRTduLJI7tns0jnt6bhPSO+DJSKJOpLIdb/pZ5CeA4xIH4LU5WeYZX6MbF8X"
    "XQHkG7b5bblNUFRojtLi2vqama1Vo/guZJTKsOw7/cGA6FLw1Eu3vdrJa4U2mN0REE03Yx"
    "xcKMyL/z6boHYNR3cBB8PP/wp7NT86moZcl0f3JoP6/C/1fjne0ikTWEqucg8VUVC1GY2/"
    "PCuodDLXnoPL2CAtJ5+uHz9LqHo/8ejqajugdGxyCRV/HT1FnVEse0LCZkzlhRNAOPi35j"
    "6j3eFa1y7vGO3J5r/+xjGofYUZI7KLSxVDPtLe5v19jiR8spXKzm1St3Jun1vE7SaXW8qt"
    "PqVfdRp9UPMa0ea4vqtm4K2mQESvtCT03jzDSeGf+Izk7PXnJ0h7j3omtuvT+4Njhgqgxv"
    "l7tNaJXO3IrMeYpKjeO0mMRghB0ncceXPD/55fLTu6tPP8uqN8ygz6xAIIN34v6zsxbcf3"
    "bWyH28pFPoiqbQRzbMr1MrpErj/EB1BN1sryLl6KZWMWPmBiwUlcO4L6ZkfpRzy2au77JF"
    "pyVQIh3dGpCq4zokmR/LzLJYR41ybJlu5hyBkHSSSEEB6STR8Eki3cy572bOAx+kJH2Ut2"
    "X1WGYpITxsMfPRcIvZMmvE0rtbDEtaAffTSUcCgxb7Ln+n0zSU9joHXCvuxKnQHNnHqUNW"
    "6+eZ2wYu1SeedDZJZ5N0Nuk4nN3jyyZJ19v1Fk7kMbXmItNNDbEVUqWZf5VC1mVhRMV0Z7"
    "kHpKtgypQjkQu+tvpi0Ym/QXtndc314LbchmiNrjQ9PLTwG1BZYq00u7H8FrOtG5vevdWN"
    "vcBZI8w0RHMX79vBBqQNM39bUdS4oNrd1O6mdjeP0t1kBJjv12UZGi3sPIm6Y5CuXUbikV"
    "TEshfGKqDIN4ZwNLC7B/I4QxqKBtGWvE7vV5fRV0m4c1hfnkU2DvokdUdU40rO06jOYR5x"
    "Tt94qIgJL86TYHFGMAr+itcdqiMdPQNPjr8FmlGweI0Q8ulrK4lvsSm+1AvExV54HsMtIK"
    "oFN2V5+7/wCn6PnHnrcaTDhJq2IGJsElE/oBj7lNE6cEOcWT0+MR0XigajGBQ0E2vHtjwP"
    "hLegjGTQGRw4Iw+r4XPI3z7AlTphaUQ+fzVnwt9W4mipEqq7jy7qJBGDmJgoNhwFH+ebcP"
    "0NdOxEK6ej+12kPDz3m+c/+HTdoyxx1qF9FeJmulJWaQHpStnhK2UVSXJtzwjoFNfGFNc5"
    "8N9enNRktuIr5qaElpXdsy2Nlcihys++E1GNHntLnRwLb9/LrplBOzFGm3NDjVN1msd55k"
    "hUbqdvz+JCBcfZixctSjjgrsYaDn6taFngppLgcHz7AXL36WmrCainGyagnlacXfjGsLaL"
    "AyGjm8IRKckYZnC25vYG5srjZ5tFlwcf8LbOItvnYfbH/wfGOiKN"
)
