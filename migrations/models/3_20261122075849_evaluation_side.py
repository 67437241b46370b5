"""Evaluation side."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

SQLITE_UPGRADE = r"""
CREATE TABLE "default_llm_model" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "model" VARCHAR(200) NOT NULL /* Its name. */,
    "parameters" JSON NOT NULL /* What it is asked with; the rest is the provider's. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was chosen. */,
    "connection_id" INTEGER REFERENCES "llm_connection" ("id") ON DELETE CASCADE /* How it is reached; empty for the built-in demo provider. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who chose it. */,
    CONSTRAINT "uid_default_llm_space_i_e58a7f" UNIQUE ("space_id")
);
CREATE TABLE "llm_schema" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(64) NOT NULL /* Its name, unique in the space. */,
    "description" TEXT /* What it is for. */,
    "json_schema" JSON NOT NULL /* The schema. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_llm_schema_space_i_573070" UNIQUE ("space_id", "name")
);
CREATE TABLE "llm_tool" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(64) NOT NULL /* Its name, unique in the space. */,
    "description" TEXT /* What it does, for the model to read. */,
    "parameters" JSON NOT NULL /* JSON Schema of its arguments, an object. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_llm_tool_space_i_5018d8" UNIQUE ("space_id", "name")
);
CREATE TABLE "model" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(200) NOT NULL /* Display name. */,
    "match_pattern" VARCHAR(500) NOT NULL /* Pattern, in RE2 syntax, that is found in the names of these models. */,
    "starts_at" TIMESTAMP /* From when on it holds; null for ever. */,
    "unit" VARCHAR(16) NOT NULL /* What prices are for one of. */,
    "tokenizer_id" VARCHAR(64) /* Which tokenizer counts its tokens, where it is known. */,
    "tokenizer_config" JSON /* Settings of that tokenizer. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
CREATE TABLE "pricing_tier" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(120) NOT NULL /* Its name, unique for the model. */,
    "is_default" INT NOT NULL /* It holds where the conditions of no other do. */,
    "priority" INT NOT NULL /* Of several whose conditions hold, the one with the least counts. */,
    "conditions" JSON NOT NULL /* What the usage has to be like; all must hold. */,
    "model_id" INTEGER NOT NULL REFERENCES "model" ("id") ON DELETE CASCADE /* The model. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_pricing_tie_model_i_b48acd" UNIQUE ("model_id", "priority"),
    CONSTRAINT "uid_pricing_tie_model_i_9c5468" UNIQUE ("model_id", "name")
);
CREATE TABLE "price" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "usage_type" VARCHAR(64) NOT NULL /* The kind of usage, such as `input`, `input_cached` or `output`. */,
    "price" VARCHAR(40) NOT NULL /* US dollars for one unit. */,
    "model_id" INTEGER NOT NULL REFERENCES "model" ("id") ON DELETE CASCADE /* The model. */,
    "pricing_tier_id" INTEGER NOT NULL REFERENCES "pricing_tier" ("id") ON DELETE CASCADE /* The tier. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_price_pricing_37cd8b" UNIQUE ("pricing_tier_id", "usage_type")
);
CREATE TABLE "prompt_dependency" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "label" VARCHAR(64) /* The label it is included by, if it is. */,
    "version" VARCHAR(64) /* The version it is included by, if it is. */,
    "prompt_commit_id" INTEGER NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE /* The commit that includes it. */,
    "resolved_commit_id" INTEGER NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE /* The commit of the snippet that this was at the time. */,
    "snippet_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* What is included. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
CREATE TABLE "prompt_label_move" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "label" VARCHAR(64) NOT NULL /* The label. */,
    "from_commit_id" BIGINT /* Where it pointed before; empty when it is new. */,
    "to_commit_id" BIGINT /* Where it points since; empty when it was taken away. */,
    "split" JSON /* Commits that share it since, with their weights. */,
    "reason" TEXT /* Why, in the words of whoever did it. */,
    "moved_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who did it. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
CREATE TABLE "prompt_label_request" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "label" VARCHAR(64) NOT NULL /* The label. */,
    "from_commit_id" BIGINT /* Where it pointed when this was asked for. */,
    "status" VARCHAR(16) NOT NULL /* What became of it. */,
    "reason" TEXT /* Why it shall move. */,
    "decided_at" TIMESTAMP /* When it was decided. */,
    "note" TEXT /* What was said to the decision. */,
    "decided_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who decided. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "prompt_commit_id" INTEGER NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE /* Where it shall point. */,
    "requested_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who asks. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
CREATE TABLE "prompt_tag" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "tag" VARCHAR(64) NOT NULL /* The tag. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_prompt_tag_prompt__7b0d40" UNIQUE ("prompt_id", "tag")
);
CREATE TABLE "protected_label" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "label" VARCHAR(64) NOT NULL /* The label. */,
    "requires_approval" INT NOT NULL /* It moves only when somebody else approves of a request. */,
    "gates" JSON NOT NULL /* What experiments must show of a commit first. */,
    "updated_at" TIMESTAMP NOT NULL /* When its rules were last changed. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who protected it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_protected_l_space_i_5fbf5b" UNIQUE ("space_id", "label")
);
CREATE TABLE "prompt_debug_context" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "mock_variables" JSON NOT NULL /* Values of variables: name and value. */,
    "mock_tools" JSON NOT NULL /* Answers of tools: name and response. */,
    "mock_contexts" JSON NOT NULL /* Messages that were said before. */,
    "is_single_step" INT NOT NULL /* Whether a run stops when tools are asked for. */,
    "max_steps" INT NOT NULL /* How often the model is asked at most, tools answered between. */,
    "compare_groups" JSON NOT NULL /* Variants that are tried side by side. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last saved. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "user_id" INTEGER NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE /* Whose it is. */,
    CONSTRAINT "uid_prompt_debu_prompt__5a5e5a" UNIQUE ("prompt_id", "user_id")
);
CREATE TABLE "prompt_run" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "parent_id" BIGINT /* The run whose conversation it goes on with. */,
    "group_id" BIGINT /* The first of the runs that were begun side by side. */,
    "group_name" VARCHAR(100) /* Name of the variant among them. */,
    "content" JSON NOT NULL /* What the prompt said at the time. */,
    "variables" JSON NOT NULL /* Values that its variables had. */,
    "mock_tools" JSON NOT NULL /* Answers that tools had. */,
    "messages" JSON NOT NULL /* The conversation that was sent, in the API's words. */,
    "status" VARCHAR(16) NOT NULL /* How far it is. */,
    "is_single_step" INT NOT NULL /* Whether it stops when tools are asked for. */,
    "max_steps" INT NOT NULL /* How often the model is asked at most. */,
    "text" TEXT NOT NULL /* The answer, as far as it has come. */,
    "reasoning" TEXT /* What the model thought, where the provider tells. */,
    "tool_calls" JSON NOT NULL /* Tools that the answer asks for. */,
    "steps" JSON NOT NULL /* Each time the model was asked. */,
    "error" JSON /* Code and message, if it failed. */,
    "model" VARCHAR(200) NOT NULL /* The model that was asked. */,
    "connection_id" BIGINT /* How it was reached; empty for the demo. */,
    "finish_reason" VARCHAR(64) /* Why the answer ended, in the provider's word. */,
    "input_tokens" INT /* Tokens read, over all steps. */,
    "output_tokens" INT /* Tokens written, over all steps. */,
    "cost" VARCHAR(40) /* US dollars; null when a price is unknown. */,
    "latency_ms" INT /* Milliseconds from the first request to the last word. */,
    "time_to_first_token_ms" INT /* Milliseconds until the first word. */,
    "sequence" INT NOT NULL /* Rises with each state that is shown. */,
    "holder" VARCHAR(32) /* The process that runs it. */,
    "finished_at" TIMESTAMP /* When it ended. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "prompt_commit_id" INTEGER REFERENCES "prompt_commit" ("id") ON DELETE SET NULL /* The commit that was run; empty for a draft. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "user_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who ran it. */
);
CREATE TABLE "remote_experiment_trigger" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "status" VARCHAR(16) NOT NULL /* What became of it. */,
    "url" TEXT NOT NULL /* Where it went. */,
    "payload" JSON /* What was sent beside the dataset's id and name. */,
    "http_status" INT /* HTTP status of the answer; none if there was none. */,
    "answer" TEXT /* Beginning of the answer. */,
    "reason" TEXT /* Why it failed. */,
    "duration_ms" INT /* How long the answer took. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who triggered it. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
CREATE TABLE "evaluator_draft" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "config" JSON NOT NULL /* Its settings, by kind. */,
    "inputs" JSON NOT NULL /* Inputs it reads: name, whether required, description. */,
    "pass_threshold" REAL /* Score from which an output passes. */,
    "revision" INT NOT NULL /* Rises with each save; who saves names the one they began with. */,
    "base_version_id" BIGINT /* The version it began as. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last saved. */,
    "evaluator_id" INTEGER NOT NULL REFERENCES "evaluator" ("id") ON DELETE CASCADE /* The evaluator. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who saved it last. */,
    CONSTRAINT "uid_evaluator_d_evaluat_b2455e" UNIQUE ("evaluator_id")
);
CREATE TABLE "evaluator_correction" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "is_cleared" INT NOT NULL /* Whether it took back the corrections before it, so that the evaluator's words count. */,
    "score" REAL /* The score put in place of the evaluator's. */,
    "label" VARCHAR(200) /* The category put in place of the evaluator's. */,
    "passed" INT /* The pass verdict put in place of the evaluator's. */,
    "reason" TEXT /* Why, in the person's words. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who corrected it. */,
    "evaluator_record_id" INTEGER NOT NULL REFERENCES "evaluator_record" ("id") ON DELETE CASCADE /* What was corrected. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
CREATE TABLE "experiment_template" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(200) NOT NULL /* Display name, unique in the space. */,
    "description" TEXT /* What it is for. */,
    "target" JSON NOT NULL /* What is evaluated, as it was given; labels are resolved when it is used. */,
    "evaluators" JSON NOT NULL /* Evaluators with aliases, weights and inputs, as given. */,
    "metadata" JSON NOT NULL /* What its experiments note. */,
    "tags" JSON NOT NULL /* Words that its experiments are found by. */,
    "concurrency" INT NOT NULL /* Items worked on at once. */,
    "repetitions" INT NOT NULL /* How often each item is done. */,
    "cache_responses" INT NOT NULL /* Whether a model's answer to the same request is taken from an earlier run. */,
    "item_timeout_seconds" INT NOT NULL /* Longest time that the calls for one item may take. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
CREATE TABLE "experiment_baseline" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "label" VARCHAR(64) NOT NULL /* What it is a baseline for; `default` is what comparisons take. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was chosen. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    "set_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who chose it last. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__dataset_f8571e" UNIQUE ("dataset_id", "label")
);
CREATE TABLE "experiment_turn_result" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "dataset_item_id" BIGINT NOT NULL /* The item. */,
    "repetition" INT NOT NULL /* Which repetition of the item, from 1. */,
    "turn_index" INT NOT NULL /* Which turn of the item, from 1. */,
    "status" VARCHAR(16) NOT NULL /* How it ended. */,
    "reason" TEXT /* Why it failed. */,
    "input" JSON NOT NULL /* What the item says in this turn. */,
    "output" JSON /* What the target gave. */,
    "error" JSON /* The target's error: code and message. */,
    "weighted_score" REAL /* Mean of the turn's scores by the evaluators' weights. */,
    "latency_ms" INT /* Milliseconds the target took, retries included. */,
    "input_tokens" INT /* Tokens the target read. */,
    "output_tokens" INT /* Tokens the target wrote. */,
    "cost" VARCHAR(40) /* US dollars of the target; null when a price is unknown. */,
    "item_result_id" INTEGER NOT NULL REFERENCES "experiment_item_result" ("id") ON DELETE CASCADE /* The result of the item. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__run_id_9160c5" UNIQUE ("run_id", "dataset_item_id", "repetition", "turn_index")
);
CREATE TABLE "score_config" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(35) NOT NULL /* Its name, unique in the space. */,
    "data_type" VARCHAR(16) NOT NULL /* What kind of answer it takes; never changes. */,
    "min_value" REAL /* Least number, for NUMERIC; null for no bound. */,
    "max_value" REAL /* Greatest number, for NUMERIC; null for no bound. */,
    "categories" JSON NOT NULL /* Categories with their numbers, for CATEGORICAL and BOOLEAN. */,
    "description" TEXT /* What is asked, for those who answer. */,
    "is_archived" INT NOT NULL /* Takes no more answers; those that are there stay. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_score_confi_space_i_601e13" UNIQUE ("space_id", "name")
);
CREATE TABLE "experiment_score_config" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "experiment_id" INTEGER NOT NULL REFERENCES "experiment" ("id") ON DELETE CASCADE /* The experiment. */,
    "score_config_id" INTEGER NOT NULL REFERENCES "score_config" ("id") ON DELETE CASCADE /* The question. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__experim_603b81" UNIQUE ("experiment_id", "score_config_id")
);
CREATE TABLE "result_annotation" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "turn_index" INT NOT NULL /* The turn it is about, from 1; 0 for the result as a whole. */,
    "run_id" BIGINT NOT NULL /* The run that the result is of. */,
    "value" REAL /* The number; of a category, the category's. */,
    "label" VARCHAR(200) /* The category, True or False. */,
    "text" TEXT /* The words, for TEXT. */,
    "comment" TEXT /* Why, in the author's words. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last changed. */,
    "author_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who answered. */,
    "item_result_id" INTEGER NOT NULL REFERENCES "experiment_item_result" ("id") ON DELETE CASCADE /* The result. */,
    "score_config_id" INTEGER NOT NULL REFERENCES "score_config" ("id") ON DELETE RESTRICT /* The question. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_result_anno_item_re_a7ca6b" UNIQUE ("item_result_id", "turn_index", "score_config_id", "author_id")
);
CREATE INDEX "idx_default_llm_connect_6da2dd" ON "default_llm_model" ("connection_id", "id");
CREATE INDEX "idx_llm_schema_space_i_0d6399" ON "llm_schema" ("space_id", "id");
CREATE INDEX "idx_llm_schema_space_i_3a8d77" ON "llm_schema" ("space_id", "updated_at", "id");
CREATE INDEX "idx_llm_tool_space_i_144a6c" ON "llm_tool" ("space_id", "id");
CREATE INDEX "idx_llm_tool_space_i_ef34d3" ON "llm_tool" ("space_id", "updated_at", "id");
CREATE INDEX "idx_model_space_i_019ab4" ON "model" ("space_id", "updated_at", "id");
CREATE INDEX "idx_model_space_i_101ae5" ON "model" ("space_id", "id");
CREATE INDEX "idx_model_space_i_8e641e" ON "model" ("space_id", "name", "id");
CREATE UNIQUE INDEX "uidx_model_ever" ON "model" ("space_id", "name", "unit") WHERE starts_at IS NULL;
CREATE UNIQUE INDEX "uidx_model_start" ON "model" ("space_id", "name", "unit", "starts_at") WHERE starts_at IS NOT NULL;
CREATE INDEX "idx_pricing_tie_model_i_8a8c63" ON "pricing_tier" ("model_id", "id");
CREATE INDEX "idx_price_model_i_17750c" ON "price" ("model_id", "id");
CREATE INDEX "idx_price_pricing_c8d02f" ON "price" ("pricing_tier_id", "id");
CREATE INDEX "idx_prompt_depe_prompt__9cafe9" ON "prompt_dependency" ("prompt_commit_id", "id");
CREATE INDEX "idx_prompt_depe_resolve_307a6e" ON "prompt_dependency" ("resolved_commit_id", "id");
CREATE INDEX "idx_prompt_depe_snippet_748d00" ON "prompt_dependency" ("snippet_id", "id");
CREATE INDEX "idx_prompt_labe_prompt__61a95f" ON "prompt_label_move" ("prompt_id", "id");
CREATE INDEX "idx_prompt_labe_prompt__de843b" ON "prompt_label_move" ("prompt_id", "label", "id");
CREATE INDEX "idx_prompt_labe_prompt__4d88f8" ON "prompt_label_request" ("prompt_commit_id");
CREATE INDEX "idx_prompt_labe_prompt__eaf101" ON "prompt_label_request" ("prompt_id", "id");
CREATE INDEX "idx_prompt_labe_space_i_96875a" ON "prompt_label_request" ("space_id", "id");
CREATE INDEX "idx_prompt_labe_space_i_9fc2d4" ON "prompt_label_request" ("space_id", "status", "id");
CREATE INDEX "idx_prompt_tag_space_i_b60571" ON "prompt_tag" ("space_id", "tag", "prompt_id");
CREATE INDEX "idx_protected_l_space_i_71a4de" ON "protected_label" ("space_id", "id");
CREATE INDEX "idx_prompt_debu_prompt__c516ae" ON "prompt_debug_context" ("prompt_id", "id");
CREATE INDEX "idx_prompt_debu_user_id_98421a" ON "prompt_debug_context" ("user_id", "id");
CREATE INDEX "idx_prompt_run_group_i_af4fa1" ON "prompt_run" ("group_id", "id");
CREATE INDEX "idx_prompt_run_parent__50ba7c" ON "prompt_run" ("parent_id", "id");
CREATE INDEX "idx_prompt_run_parent__a1e1f8" ON "prompt_run" ("parent_id", "created_at", "id");
CREATE INDEX "idx_prompt_run_prompt__226ed7" ON "prompt_run" ("prompt_commit_id", "id");
CREATE INDEX "idx_prompt_run_prompt__71710d" ON "prompt_run" ("prompt_id", "created_at", "id");
CREATE INDEX "idx_prompt_run_prompt__9bdfec" ON "prompt_run" ("prompt_commit_id", "created_at", "id");
CREATE INDEX "idx_prompt_run_prompt__d5ccb0" ON "prompt_run" ("prompt_id", "id");
CREATE INDEX "idx_prompt_run_space_i_a28b92" ON "prompt_run" ("space_id", "id");
CREATE INDEX "idx_prompt_run_status_a8c3c5" ON "prompt_run" ("status", "id");
CREATE INDEX "idx_remote_expe_dataset_df246e" ON "remote_experiment_trigger" ("dataset_id", "id");
CREATE INDEX "idx_evaluator_c_evaluat_6145bc" ON "evaluator_correction" ("evaluator_record_id", "id");
CREATE INDEX "idx_experiment__dataset_32e64c" ON "experiment_template" ("dataset_id", "id");
CREATE INDEX "idx_experiment__dataset_5cbabe" ON "experiment_template" ("dataset_id", "updated_at", "id");
CREATE INDEX "idx_experiment__dataset_9a516b" ON "experiment_template" ("dataset_id", "name", "id");
CREATE INDEX "idx_experiment__space_i_286054" ON "experiment_template" ("space_id", "updated_at", "id");
CREATE INDEX "idx_experiment__space_i_2b2507" ON "experiment_template" ("space_id", "id");
CREATE UNIQUE INDEX "uidx_experiment_template_name" ON "experiment_template" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE INDEX "idx_experiment__dataset_0d5937" ON "experiment_baseline" ("dataset_id", "id");
CREATE INDEX "idx_experiment__run_id_035964" ON "experiment_baseline" ("run_id", "id");
CREATE INDEX "idx_experiment__item_re_114f7a" ON "experiment_turn_result" ("item_result_id", "id");
CREATE INDEX "idx_score_confi_space_i_668bc2" ON "score_config" ("space_id", "updated_at", "id");
CREATE INDEX "idx_score_confi_space_i_e0d04a" ON "score_config" ("space_id", "id");
CREATE INDEX "idx_experiment__score_c_748b2d" ON "experiment_score_config" ("score_config_id", "id");
CREATE INDEX "idx_result_anno_item_re_08e4c4" ON "result_annotation" ("item_result_id", "id");
CREATE INDEX "idx_result_anno_run_id_d14c47" ON "result_annotation" ("run_id", "score_config_id", "id");
CREATE INDEX "idx_result_anno_run_id_ebb3f8" ON "result_annotation" ("run_id", "id");
CREATE INDEX "idx_result_anno_score_c_8a0e9a" ON "result_annotation" ("score_config_id", "id");
CREATE TABLE "new_job" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(80) NOT NULL /* Name the function is registered under. */,
    "arguments" JSON NOT NULL /* Keyword arguments. */,
    "status" VARCHAR(16) NOT NULL /* How far it is. */,
    "priority" INT NOT NULL /* Of those that may start, the highest do first. */,
    "run_after" TIMESTAMP NOT NULL /* Not to be started earlier. */,
    "holder" VARCHAR(32) /* The process that runs it. */,
    "lease_until" TIMESTAMP /* When another process may take it over. */,
    "attempts" INT NOT NULL /* How often it was started. */,
    "kills" INT NOT NULL /* How often its process ended before it did. */,
    "error" TEXT /* How the last attempt failed. */
);
INSERT INTO "new_job" ("id", "created_at", "name", "arguments", "status", "priority", "run_after", "holder", "lease_until", "attempts", "kills", "error") SELECT "id", "created_at", "name", "arguments", "status", "priority", "run_after", "holder", "lease_until", "attempts", "kills", "error" FROM "job";
DROP TABLE "job";
ALTER TABLE "new_job" RENAME TO "job";
CREATE INDEX "idx_job_status_e98b55" ON "job" ("status", "run_after");
CREATE TABLE "new_llm_connection" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(120) NOT NULL /* Display name, unique in the space. */,
    "provider" VARCHAR(32) NOT NULL /* What it speaks to. */,
    "base_url" VARCHAR(500) /* Address of the API, such as `https:\/\/api.example.com\/v1`. */,
    "models" JSON NOT NULL /* Models it offers. */,
    "listed_models" JSON NOT NULL /* Models that the provider said it has. */,
    "with_listed_models" INT NOT NULL /* It offers the models that the provider listed, too. */,
    "parameters" JSON NOT NULL /* Parameters sent with every request, unless the request says otherwise. */,
    "extra_headers" JSON NOT NULL /* Headers to send besides. */,
    "max_concurrency" INT NOT NULL /* Calls in flight at most, over all runs. */,
    "requests_per_minute" INT /* Requests a minute at most, over all runs; null for no limit. */,
    "tokens_per_minute" INT /* Tokens a minute at most, over all runs; null for no limit. */,
    "secret" TEXT /* The key, encrypted. */,
    "masked_secret" VARCHAR(32) /* End of the key, to tell keys apart. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
INSERT INTO "new_llm_connection" ("id", "created_at", "name", "provider", "base_url", "models", "extra_headers", "max_concurrency", "requests_per_minute", "tokens_per_minute", "secret", "masked_secret", "updated_at", "deleted_at", "created_by_id", "space_id", "listed_models", "with_listed_models", "parameters") SELECT "id", "created_at", "name", "provider", "base_url", "models", "extra_headers", "max_concurrency", "requests_per_minute", "tokens_per_minute", "secret", "masked_secret", "updated_at", "deleted_at", "created_by_id", "space_id", '[]', 0, '{}' FROM "llm_connection";
DROP TABLE "llm_connection";
ALTER TABLE "new_llm_connection" RENAME TO "llm_connection";
CREATE INDEX "idx_llm_connect_space_i_6ef348" ON "llm_connection" ("space_id", "updated_at", "id");
CREATE INDEX "idx_llm_connect_space_i_bbb6e3" ON "llm_connection" ("space_id", "id");
CREATE UNIQUE INDEX "uidx_llm_connection_name" ON "llm_connection" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE "new_model_request_record" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "scene" VARCHAR(32) NOT NULL /* What it was made for. */,
    "subject_type" VARCHAR(80) /* Kind of the thing it was made for. */,
    "subject_id" BIGINT /* The thing it was made for, a run for example. */,
    "provider" VARCHAR(32) NOT NULL /* What it spoke to. */,
    "adapter" VARCHAR(64) NOT NULL /* What spoke to it: `graphloop`, or an SDK and its version. */,
    "model" VARCHAR(200) NOT NULL /* The model asked for. */,
    "answered_by" VARCHAR(200) /* The model that answered, as the provider names it: a dated version, for example. */,
    "attempt" INT NOT NULL /* Which try of the same request it was. */,
    "input_tokens" INT /* Tokens read, as the provider counted. */,
    "cached_input_tokens" INT /* Those of the tokens read that the provider had in its cache, which cost less. */,
    "output_tokens" INT /* Tokens written, as the provider counted. */,
    "cost" VARCHAR(40) /* US dollars; null when the price or the count is unknown. */,
    "latency_ms" INT NOT NULL /* Milliseconds from sending to the whole answer. */,
    "time_to_first_token_ms" INT /* Milliseconds to the first piece of the answer, if it was streamed. */,
    "provider_request_id" VARCHAR(200) /* What the provider calls the request in its own log. */,
    "error_code" VARCHAR(64) /* Why it failed. */,
    "error_message" TEXT /* What the provider said. */,
    "is_cached" INT NOT NULL /* Whether it was spared, its answer being known; latency and cost are the first call's. */,
    "connection_id" INTEGER REFERENCES "llm_connection" ("id") ON DELETE SET NULL /* The connection it went through; empty for the built-in demo provider. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "user_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who caused it. */
);
INSERT INTO "new_model_request_record" ("id", "created_at", "scene", "subject_type", "subject_id", "provider", "model", "attempt", "input_tokens", "output_tokens", "cost", "latency_ms", "error_code", "error_message", "is_cached", "connection_id", "space_id", "user_id", "adapter") SELECT "id", "created_at", "scene", "subject_type", "subject_id", "provider", "model", "attempt", "input_tokens", "output_tokens", "cost", "latency_ms", "error_code", "error_message", "is_cached", "connection_id", "space_id", "user_id", 'graphloop' FROM "model_request_record";
DROP TABLE "model_request_record";
ALTER TABLE "new_model_request_record" RENAME TO "model_request_record";
CREATE INDEX "idx_model_reque_connect_d1660b" ON "model_request_record" ("connection_id", "id");
CREATE INDEX "idx_model_reque_space_i_10ff4f" ON "model_request_record" ("space_id", "id");
CREATE INDEX "idx_model_reque_subject_1f15cf" ON "model_request_record" ("subject_id", "id");
CREATE TABLE "new_prompt" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "key" VARCHAR(200) NOT NULL /* Stable name that programs use, unique in the space; `\/` makes folders. */,
    "folder" VARCHAR(200) NOT NULL /* The folder it is in: its key without the last part; empty for none. */,
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
);
INSERT INTO "new_prompt" ("id", "created_at", "key", "name", "description", "kind", "tags", "latest_version", "latest_commit_at", "commit_count", "updated_at", "deleted_at", "created_by_id", "space_id", "updated_by_id", "folder") SELECT "id", "created_at", "key", "name", "description", "kind", "tags", "latest_version", "latest_commit_at", "commit_count", "updated_at", "deleted_at", "created_by_id", "space_id", "updated_by_id", '' FROM "prompt";
DROP TABLE "prompt";
ALTER TABLE "new_prompt" RENAME TO "prompt";
CREATE INDEX "idx_prompt_space_i_2ce9b5" ON "prompt" ("space_id", "name", "id");
CREATE INDEX "idx_prompt_space_i_45da88" ON "prompt" ("space_id", "folder", "id");
CREATE INDEX "idx_prompt_space_i_9ca980" ON "prompt" ("space_id", "id");
CREATE INDEX "idx_prompt_space_i_da5752" ON "prompt" ("space_id", "updated_at", "id");
CREATE UNIQUE INDEX "uidx_prompt_key" ON "prompt" ("space_id", "key") WHERE deleted_at IS NULL;
CREATE TABLE "new_prompt_commit" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "template_type" VARCHAR(16) NOT NULL /* How variables are put in. */,
    "messages" JSON NOT NULL /* Chat messages of the template. */,
    "variables" JSON NOT NULL /* Variables with their types. */,
    "tools" JSON NOT NULL /* Tools the model may call. */,
    "tool_call_config" JSON /* How tools are chosen. */,
    "response_schema" JSON /* JSON Schema that replies should follow. */,
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
);
INSERT INTO "new_prompt_commit" ("id", "created_at", "template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config", "version", "sequence", "note", "created_by_id", "parent_id", "prompt_id", "space_id") SELECT "id", "created_at", "template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config", "version", "sequence", "note", "created_by_id", "parent_id", "prompt_id", "space_id" FROM "prompt_commit";
DROP TABLE "prompt_commit";
ALTER TABLE "new_prompt_commit" RENAME TO "prompt_commit";
CREATE INDEX "idx_prompt_comm_parent__534e35" ON "prompt_commit" ("parent_id", "id");
CREATE INDEX "idx_prompt_comm_parent__e11ec0" ON "prompt_commit" ("parent_id", "sequence", "id");
CREATE INDEX "idx_prompt_comm_prompt__d784aa" ON "prompt_commit" ("prompt_id", "id");
CREATE TABLE "new_prompt_draft" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "template_type" VARCHAR(16) NOT NULL /* How variables are put in. */,
    "messages" JSON NOT NULL /* Chat messages of the template. */,
    "variables" JSON NOT NULL /* Variables with their types. */,
    "tools" JSON NOT NULL /* Tools the model may call. */,
    "tool_call_config" JSON /* How tools are chosen. */,
    "response_schema" JSON /* JSON Schema that replies should follow. */,
    "model_config" JSON /* Model and parameters it is meant for. */,
    "config" JSON NOT NULL /* Whatever else clients want to keep with it. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last saved. */,
    "base_id" INTEGER REFERENCES "prompt_commit" ("id") ON DELETE SET NULL /* The commit it started from. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "user_id" INTEGER NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE /* Whose draft it is. */,
    CONSTRAINT "uid_prompt_draf_prompt__bdc3bf" UNIQUE ("prompt_id", "user_id")
);
INSERT INTO "new_prompt_draft" ("id", "created_at", "template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config", "updated_at", "base_id", "prompt_id", "space_id", "user_id") SELECT "id", "created_at", "template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config", "updated_at", "base_id", "prompt_id", "space_id", "user_id" FROM "prompt_draft";
DROP TABLE "prompt_draft";
ALTER TABLE "new_prompt_draft" RENAME TO "prompt_draft";
CREATE INDEX "idx_prompt_draf_base_id_976400" ON "prompt_draft" ("base_id");
CREATE INDEX "idx_prompt_draf_user_id_62015f" ON "prompt_draft" ("user_id", "id");
CREATE TABLE "new_prompt_label" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "label" VARCHAR(64) NOT NULL /* The name; `latest` moves by itself, `production` is the default of clients. */,
    "split" JSON /* Commits that share it with their weights, the one it points at first. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last moved. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "prompt_commit_id" INTEGER NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE /* Where it points. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who moved it last. */,
    CONSTRAINT "uid_prompt_labe_prompt__707840" UNIQUE ("prompt_id", "label")
);
INSERT INTO "new_prompt_label" ("id", "created_at", "label", "updated_at", "prompt_id", "prompt_commit_id", "space_id", "updated_by_id") SELECT "id", "created_at", "label", "updated_at", "prompt_id", "prompt_commit_id", "space_id", "updated_by_id" FROM "prompt_label";
DROP TABLE "prompt_label";
ALTER TABLE "new_prompt_label" RENAME TO "prompt_label";
CREATE INDEX "idx_prompt_labe_prompt__e5c169" ON "prompt_label" ("prompt_commit_id");
CREATE INDEX "idx_prompt_labe_space_i_bd7a36" ON "prompt_label" ("space_id", "label", "prompt_id");
CREATE TABLE "new_dataset_schema" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "dataset_id" BIGINT NOT NULL /* The dataset that it was made for. */,
    "columns" JSON NOT NULL /* Columns: name, content type, JSON Schema, whether required. */,
    "removed_columns" JSON NOT NULL /* Columns that were removed; items written before still have values of them. */,
    "description" TEXT /* What is new in it. */,
    "is_immutable" INT NOT NULL /* A version uses it. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who changed it last. */
);
INSERT INTO "new_dataset_schema" ("id", "created_at", "columns", "is_immutable", "space_id", "dataset_id", "removed_columns", "updated_at") SELECT "id", "created_at", "columns", "is_immutable", "space_id", COALESCE((SELECT "dataset"."id" FROM "dataset" WHERE "dataset"."schema_id" = "dataset_schema"."id"), (SELECT MIN("dataset_id") FROM "dataset_version" WHERE "dataset_version"."schema_id" = "dataset_schema"."id"), 0), '[]', CURRENT_TIMESTAMP FROM "dataset_schema";
DROP TABLE "dataset_schema";
ALTER TABLE "new_dataset_schema" RENAME TO "dataset_schema";
CREATE INDEX "idx_dataset_sch_dataset_dfbe36" ON "dataset_schema" ("dataset_id", "id");
CREATE TABLE "new_dataset" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(200) NOT NULL /* Display name, unique in the space; `\/` puts it into a folder. */,
    "description" TEXT /* What it is for. */,
    "metadata" JSON NOT NULL /* Whatever its owners want to note, its source say. */,
    "category" VARCHAR(16) NOT NULL /* What it is for, in one word. */,
    "business_category" VARCHAR(64) /* A category of its owners' own. */,
    "visibility" VARCHAR(16) NOT NULL /* Where it is listed. */,
    "security_level" VARCHAR(2) NOT NULL /* How careful one has to be with it. */,
    "limits" JSON NOT NULL /* Limits of its own, tighter than the installation's. */,
    "is_schema_locked" INT NOT NULL /* Its columns cannot be changed. */,
    "expires_at" TIMESTAMP /* When it stops being written. */,
    "last_operation" VARCHAR(16) NOT NULL /* What was done with it last. */,
    "has_changes" INT NOT NULL /* Items or columns differ from the newest version's. */,
    "remote_url" TEXT /* Where a remote experiment is triggered. */,
    "remote_payload" JSON /* What is sent there beside the dataset's id and name. */,
    "remote_secret" TEXT /* Encrypted key that signs what is sent there. */,
    "remote_headers" JSON NOT NULL /* Encrypted values of headers, by their names. */,
    "next_version_number" INT NOT NULL /* Number the next version will have. */,
    "latest_version" VARCHAR(64) /* The newest version. */,
    "item_count" INT NOT NULL /* Items in the working state, that is, outside versions. */,
    "updated_at" TIMESTAMP NOT NULL /* When it or its items last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "schema_id" INTEGER NOT NULL REFERENCES "dataset_schema" ("id") ON DELETE RESTRICT /* Its columns. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who changed it last. */
);
INSERT INTO "new_dataset" ("id", "created_at", "name", "description", "metadata", "next_version_number", "latest_version", "item_count", "updated_at", "deleted_at", "created_by_id", "schema_id", "space_id", "updated_by_id", "category", "visibility", "security_level", "limits", "is_schema_locked", "last_operation", "has_changes", "remote_headers") SELECT "id", "created_at", "name", "description", "metadata", "next_version_number", "latest_version", "item_count", "updated_at", "deleted_at", "created_by_id", "schema_id", "space_id", "updated_by_id", 'EVALUATION', 'SPACE', 'L1', '{}', 0, 'CREATE', 0, '{}' FROM "dataset";
DROP TABLE "dataset";
ALTER TABLE "new_dataset" RENAME TO "dataset";
CREATE INDEX "idx_dataset_schema__8c748a" ON "dataset" ("schema_id");
CREATE INDEX "idx_dataset_space_i_789a8a" ON "dataset" ("space_id", "updated_at", "id");
CREATE INDEX "idx_dataset_space_i_8d7c3d" ON "dataset" ("space_id", "id");
CREATE UNIQUE INDEX "uidx_dataset_name" ON "dataset" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE "new_dataset_io_job" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "kind" VARCHAR(16) NOT NULL /* Which way. */,
    "format" VARCHAR(16) /* How the file is written; a copy has none. */,
    "status" VARCHAR(16) NOT NULL /* How far it is. */,
    "reason" TEXT /* Why it failed. */,
    "upload_id" BIGINT /* The file it reads. */,
    "source_dataset_id" BIGINT /* The dataset it copies. */,
    "source_version_id" BIGINT /* The version it reads; none is the working state. */,
    "options" JSON NOT NULL /* Mode, key column, renamed columns, filter. */,
    "position" JSON NOT NULL /* Where to go on after a crash. */,
    "total" INT /* Items or lines there are, if that is known. */,
    "processed" INT NOT NULL /* Lines or items read. */,
    "added" INT NOT NULL /* Items written. */,
    "byte_count" BIGINT /* Size of the file that was made. */,
    "failed" INT NOT NULL /* Lines refused. */,
    "error_groups" JSON NOT NULL /* Refused lines by what is wrong with them. */,
    "sequence" INT NOT NULL /* Rises with each progress report. */,
    "started_at" TIMESTAMP /* When it was started. */,
    "finished_at" TIMESTAMP /* When it ended. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who asked for it. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
INSERT INTO "new_dataset_io_job" ("id", "created_at", "kind", "format", "status", "reason", "upload_id", "options", "processed", "added", "failed", "error_groups", "sequence", "started_at", "finished_at", "created_by_id", "dataset_id", "space_id", "position") SELECT "id", "created_at", "kind", "format", "status", "reason", "upload_id", "options", "processed", "added", "failed", "error_groups", "sequence", "started_at", "finished_at", "created_by_id", "dataset_id", "space_id", '{}' FROM "dataset_io_job";
DROP TABLE "dataset_io_job";
ALTER TABLE "new_dataset_io_job" RENAME TO "dataset_io_job";
CREATE INDEX "idx_dataset_io__dataset_3e3649" ON "dataset_io_job" ("dataset_id", "id");
CREATE TABLE "new_dataset_item" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "item_id" BIGINT NOT NULL /* Stays the same when the item is edited after a version was made. */,
    "key" VARCHAR(255) NOT NULL /* Its name, unique in the dataset; writing it again changes the item. */,
    "data" JSON NOT NULL /* Values by column. */,
    "metadata" JSON NOT NULL /* Whatever else is known of it. */,
    "tags" JSON NOT NULL /* Words to find it by. */,
    "split" VARCHAR(64) /* The part of the dataset it is in, such as `test`. */,
    "status" VARCHAR(16) NOT NULL /* Whether it takes part. */,
    "source_trace_id" VARCHAR(64) /* Id of the trace that it was made from. */,
    "source_observation_id" VARCHAR(64) /* Id of the observation that it was made from. */,
    "valid_from" INT NOT NULL /* Number of the first version that has it. */,
    "valid_to" INT /* Number of the first version that no longer has it. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who wrote it. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who changed it last. */
);
INSERT INTO "new_dataset_item" ("id", "created_at", "item_id", "key", "data", "metadata", "tags", "split", "valid_from", "valid_to", "updated_at", "created_by_id", "dataset_id", "space_id", "updated_by_id", "status") SELECT "id", "created_at", "item_id", "key", "data", "metadata", "tags", "split", "valid_from", "valid_to", "updated_at", "created_by_id", "dataset_id", "space_id", "updated_by_id", 'ACTIVE' FROM "dataset_item";
DROP TABLE "dataset_item";
ALTER TABLE "new_dataset_item" RENAME TO "dataset_item";
CREATE INDEX "idx_dataset_ite_dataset_314e27" ON "dataset_item" ("dataset_id", "item_id");
CREATE INDEX "idx_dataset_ite_dataset_4c01cc" ON "dataset_item" ("dataset_id", "id");
CREATE INDEX "idx_dataset_ite_item_id_a20495" ON "dataset_item" ("item_id", "id");
CREATE UNIQUE INDEX "uidx_dataset_item_key" ON "dataset_item" ("dataset_id", "key") WHERE valid_to IS NULL;
CREATE TABLE "new_dataset_version" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "version" VARCHAR(64) NOT NULL /* Semantic version, unique within the dataset and rising. */,
    "number" INT NOT NULL /* 1, 2, 3 … within the dataset. */,
    "description" TEXT /* What is new in it. */,
    "item_count" INT NOT NULL /* Items in it. */,
    "brief" JSON NOT NULL /* Name, description, category and metadata of the dataset when it was made. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "dataset_id" INTEGER NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE /* The dataset. */,
    "schema_id" INTEGER NOT NULL REFERENCES "dataset_schema" ("id") ON DELETE RESTRICT /* Its columns. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_dataset_ver_dataset_178d94" UNIQUE ("dataset_id", "version"),
    CONSTRAINT "uid_dataset_ver_dataset_2d6775" UNIQUE ("dataset_id", "number")
);
INSERT INTO "new_dataset_version" ("id", "created_at", "version", "number", "description", "item_count", "created_by_id", "dataset_id", "schema_id", "space_id", "brief") SELECT "id", "created_at", "version", "number", "description", "item_count", "created_by_id", "dataset_id", "schema_id", "space_id", '{}' FROM "dataset_version";
DROP TABLE "dataset_version";
ALTER TABLE "new_dataset_version" RENAME TO "dataset_version";
CREATE INDEX "idx_dataset_ver_dataset_0769b1" ON "dataset_version" ("dataset_id", "id");
CREATE INDEX "idx_dataset_ver_schema__a8a290" ON "dataset_version" ("schema_id", "id");
CREATE TABLE "new_eval_target_version" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "version" VARCHAR(64) NOT NULL /* Version of the source where it has one, else 1, 2, 3 … */,
    "digest" VARCHAR(64) NOT NULL /* SHA-256 of the configuration; the same one is stored once. */,
    "config" JSON NOT NULL /* Model, parameters and input mapping. */,
    "secrets" JSON /* What is secret of an endpoint, encrypted. */,
    "prompt_commit_id" BIGINT /* The commit, for a prompt. */,
    "connection_id" BIGINT /* The connection its model is reached by. */,
    "eval_target_id" INTEGER NOT NULL REFERENCES "eval_target" ("id") ON DELETE CASCADE /* The target. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_eval_target_eval_ta_5a2460" UNIQUE ("eval_target_id", "digest")
);
INSERT INTO "new_eval_target_version" ("id", "created_at", "version", "digest", "config", "prompt_commit_id", "connection_id", "eval_target_id", "space_id") SELECT "id", "created_at", "version", "digest", "config", "prompt_commit_id", "connection_id", "eval_target_id", "space_id" FROM "eval_target_version";
DROP TABLE "eval_target_version";
ALTER TABLE "new_eval_target_version" RENAME TO "eval_target_version";
CREATE INDEX "idx_eval_target_eval_ta_78d511" ON "eval_target_version" ("eval_target_id", "id");
CREATE TABLE "new_eval_target_record" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "run_id" BIGINT /* The experiment's run it belongs to. */,
    "item_result_id" BIGINT /* The item's result it belongs to. */,
    "dataset_item_id" BIGINT /* The item that it was executed for. */,
    "repetition" INT NOT NULL /* Which repetition of the item, from 1. */,
    "turn_index" INT NOT NULL /* Which turn of the item, from 1; 0 where it has no turns. */,
    "external_id" VARCHAR(200) /* The id that whoever made the output gave it. */,
    "awaited_until" TIMESTAMP /* Until when its result may come; null unless one is awaited. */,
    "status" VARCHAR(16) NOT NULL /* How it ended. */,
    "input" JSON /* What was sent: messages and model. */,
    "output" JSON /* What came back. */,
    "error" JSON /* Code and message, if it failed. */,
    "model" VARCHAR(200) /* The model that answered. */,
    "input_tokens" INT /* Tokens read. */,
    "output_tokens" INT /* Tokens written. */,
    "cost" VARCHAR(40) /* US dollars; null when unknown. */,
    "latency_ms" INT /* Milliseconds, retries and waiting included. */,
    "is_cached" INT NOT NULL /* Whether the answer is of an earlier run; latency and cost are that one's. */,
    "is_reported" INT NOT NULL /* Whether tokens and cost are as the target says, rather than counted from calls. */,
    "eval_target_version_id" INTEGER NOT NULL REFERENCES "eval_target_version" ("id") ON DELETE CASCADE /* What was executed. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_eval_target_run_id_6bc1dd" UNIQUE ("run_id", "dataset_item_id", "repetition", "turn_index")
);
INSERT INTO "new_eval_target_record" ("id", "created_at", "run_id", "item_result_id", "status", "input", "output", "error", "model", "input_tokens", "output_tokens", "cost", "latency_ms", "is_cached", "eval_target_version_id", "space_id", "repetition", "turn_index", "is_reported") SELECT "id", "created_at", "run_id", "item_result_id", "status", "input", "output", "error", "model", "input_tokens", "output_tokens", "cost", "latency_ms", "is_cached", "eval_target_version_id", "space_id", 1, 0, 0 FROM "eval_target_record";
DROP TABLE "eval_target_record";
ALTER TABLE "new_eval_target_record" RENAME TO "eval_target_record";
CREATE INDEX "idx_eval_target_eval_ta_3a37de" ON "eval_target_record" ("eval_target_version_id", "id");
CREATE INDEX "idx_eval_target_item_re_cd75bc" ON "eval_target_record" ("item_result_id");
CREATE UNIQUE INDEX "uidx_eval_target_record_awaited" ON "eval_target_record" ("awaited_until", "id") WHERE awaited_until IS NOT NULL;
CREATE TABLE "new_evaluator" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(200) NOT NULL /* Display name, unique in the space. */,
    "description" TEXT /* What it looks for. */,
    "kind" VARCHAR(16) NOT NULL /* How it comes to its verdict. */,
    "category" VARCHAR(16) /* What it looks at. */,
    "tags" JSON NOT NULL /* Words to find it by. */,
    "preset" VARCHAR(64) /* Key of the preset it was made from. */,
    "is_managed" INT NOT NULL /* Whether it is a preset as it came: its newest version has the preset's settings. */,
    "is_draft_committed" INT NOT NULL /* Whether its newest version has the settings of its draft. */,
    "latest_version_number" INT NOT NULL /* Sequence of its newest version. */,
    "latest_version_id" BIGINT /* Its newest version. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who changed it last. */
);
INSERT INTO "new_evaluator" ("id", "created_at", "name", "description", "kind", "latest_version_number", "latest_version_id", "updated_at", "deleted_at", "created_by_id", "space_id", "updated_by_id", "tags", "is_managed", "is_draft_committed") SELECT "id", "created_at", "name", "description", "kind", "latest_version_number", "latest_version_id", "updated_at", "deleted_at", "created_by_id", "space_id", "updated_by_id", '[]', 0, 1 FROM "evaluator";
DROP TABLE "evaluator";
ALTER TABLE "new_evaluator" RENAME TO "evaluator";
CREATE INDEX "idx_evaluator_space_i_9fcadd" ON "evaluator" ("space_id", "id");
CREATE INDEX "idx_evaluator_space_i_f19a67" ON "evaluator" ("space_id", "updated_at", "id");
CREATE UNIQUE INDEX "uidx_evaluator_name" ON "evaluator" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE "new_evaluator_record" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "evaluator_id" BIGINT /* The evaluator that was executed. */,
    "run_id" BIGINT /* The experiment's run it belongs to. */,
    "item_result_id" BIGINT /* The item's result it belongs to. */,
    "alias" VARCHAR(120) NOT NULL /* Name of the evaluator in its experiment. */,
    "output_name" VARCHAR(100) NOT NULL /* The output it is of, where the evaluator gives several; empty where it gives one. */,
    "turn_index" INT NOT NULL /* The turn it judges, from 1; 0 for the item as a whole. */,
    "status" VARCHAR(16) NOT NULL /* How it ended. */,
    "score" REAL /* The score. */,
    "label" VARCHAR(200) /* The category, for evaluators that give one. */,
    "passed" INT /* Whether the output passes. */,
    "reason" TEXT /* Why, in the evaluator's words, or why there is no verdict. */,
    "score_deviation" REAL /* Sample standard deviation of the scores, where a judge was asked several times. */,
    "samples" JSON /* What each call said, where a judge was asked several times. */,
    "error" JSON /* Code and message, if it failed. */,
    "parse_mode" VARCHAR(16) /* How a judge's answer was read. */,
    "input" JSON /* Inputs it was given. */,
    "input_tokens" INT /* Tokens a judge read. */,
    "output_tokens" INT /* Tokens a judge wrote. */,
    "cost" VARCHAR(40) /* US dollars; null when unknown. */,
    "latency_ms" INT /* Milliseconds. */,
    "is_cached" INT NOT NULL /* Whether a judge's answer is of an earlier run; latency and cost are that one's. */,
    "corrected_score" REAL /* The score that a person put in its place. */,
    "corrected_label" VARCHAR(200) /* The category that a person put in its place. */,
    "corrected_passed" INT /* The pass verdict that a person put in its place. */,
    "corrected_at" TIMESTAMP /* When a person last corrected it; what it was before stays beside it. */,
    "evaluator_version_id" INTEGER NOT NULL REFERENCES "evaluator_version" ("id") ON DELETE CASCADE /* What was executed. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_evaluator_r_item_re_fa23d1" UNIQUE ("item_result_id", "alias", "output_name", "turn_index")
);
INSERT INTO "new_evaluator_record" ("id", "created_at", "run_id", "item_result_id", "alias", "status", "score", "label", "passed", "reason", "error", "parse_mode", "input", "input_tokens", "output_tokens", "cost", "latency_ms", "is_cached", "evaluator_version_id", "space_id", "output_name", "turn_index") SELECT "id", "created_at", "run_id", "item_result_id", "alias", "status", "score", "label", "passed", "reason", "error", "parse_mode", "input", "input_tokens", "output_tokens", "cost", "latency_ms", "is_cached", "evaluator_version_id", "space_id", '', 0 FROM "evaluator_record";
DROP TABLE "evaluator_record";
ALTER TABLE "new_evaluator_record" RENAME TO "evaluator_record";
CREATE INDEX "idx_evaluator_r_evaluat_4f2166" ON "evaluator_record" ("evaluator_version_id", "id");
CREATE INDEX "idx_evaluator_r_evaluat_a89226" ON "evaluator_record" ("evaluator_id", "id");
CREATE INDEX "idx_evaluator_r_run_id_d206a3" ON "evaluator_record" ("run_id", "id");
CREATE INDEX "idx_evaluator_r_space_i_a7d030" ON "evaluator_record" ("space_id", "id");
CREATE TABLE "new_experiment" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(200) NOT NULL /* Display name. */,
    "description" TEXT /* What it is to find out. */,
    "metadata" JSON NOT NULL /* Whatever its owners want to note. */,
    "tags" JSON NOT NULL /* Words to find it by. */,
    "origin" VARCHAR(16) NOT NULL /* How it came to be. */,
    "cloned_from_id" BIGINT /* The experiment it was made after. */,
    "prompt_commit_id" BIGINT /* The commit, if a prompt is evaluated. */,
    "concurrency" INT NOT NULL /* Items worked on at once. */,
    "repetitions" INT NOT NULL /* How often each item is done, each time with a result of its own. */,
    "cache_responses" INT NOT NULL /* Whether a model's answer to the same request is taken from an earlier run. */,
    "item_timeout_seconds" INT NOT NULL /* Longest time that the calls for one item may take. */,
    "run_count" INT NOT NULL /* How often it was run. */,
    "latest_run_id" BIGINT /* Its newest run. */,
    "updated_at" TIMESTAMP NOT NULL /* When it last changed or was run. */,
    "deleted_at" TIMESTAMP /* When it was deleted. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who made it. */,
    "dataset_version_id" INTEGER NOT NULL REFERENCES "dataset_version" ("id") ON DELETE RESTRICT /* The items it is run on. */,
    "eval_target_version_id" INTEGER NOT NULL REFERENCES "eval_target_version" ("id") ON DELETE RESTRICT /* What is evaluated. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "template_id" INTEGER REFERENCES "experiment_template" ("id") ON DELETE SET NULL /* The template it was made from. */
);
INSERT INTO "new_experiment" ("id", "created_at", "name", "description", "metadata", "prompt_commit_id", "concurrency", "repetitions", "cache_responses", "item_timeout_seconds", "run_count", "latest_run_id", "updated_at", "deleted_at", "created_by_id", "dataset_version_id", "eval_target_version_id", "space_id", "tags", "origin") SELECT "id", "created_at", "name", "description", "metadata", "prompt_commit_id", "concurrency", "repetitions", "cache_responses", "item_timeout_seconds", "run_count", "latest_run_id", "updated_at", "deleted_at", "created_by_id", "dataset_version_id", "eval_target_version_id", "space_id", '[]', 'NEW' FROM "experiment";
DROP TABLE "experiment";
ALTER TABLE "new_experiment" RENAME TO "experiment";
CREATE INDEX "idx_experiment_cloned__0c496c" ON "experiment" ("cloned_from_id", "name", "id");
CREATE INDEX "idx_experiment_cloned__297e7c" ON "experiment" ("cloned_from_id", "id");
CREATE INDEX "idx_experiment_cloned__f420d3" ON "experiment" ("cloned_from_id", "updated_at", "id");
CREATE INDEX "idx_experiment_dataset_382831" ON "experiment" ("dataset_version_id", "updated_at", "id");
CREATE INDEX "idx_experiment_dataset_ab50a1" ON "experiment" ("dataset_version_id", "id");
CREATE INDEX "idx_experiment_dataset_d92089" ON "experiment" ("dataset_version_id", "name", "id");
CREATE INDEX "idx_experiment_eval_ta_03acb6" ON "experiment" ("eval_target_version_id", "name", "id");
CREATE INDEX "idx_experiment_eval_ta_a1dba0" ON "experiment" ("eval_target_version_id", "updated_at", "id");
CREATE INDEX "idx_experiment_eval_ta_c29132" ON "experiment" ("eval_target_version_id", "id");
CREATE INDEX "idx_experiment_prompt__0b3dbb" ON "experiment" ("prompt_commit_id", "updated_at", "id");
CREATE INDEX "idx_experiment_prompt__65b6ec" ON "experiment" ("prompt_commit_id", "id");
CREATE INDEX "idx_experiment_prompt__796716" ON "experiment" ("prompt_commit_id", "name", "id");
CREATE INDEX "idx_experiment_space_i_15bdd1" ON "experiment" ("space_id", "id");
CREATE INDEX "idx_experiment_space_i_855735" ON "experiment" ("space_id", "updated_at", "id");
CREATE INDEX "idx_experiment_templat_bc20fc" ON "experiment" ("template_id", "updated_at", "id");
CREATE INDEX "idx_experiment_templat_ca8591" ON "experiment" ("template_id", "id");
CREATE INDEX "idx_experiment_templat_d7ac10" ON "experiment" ("template_id", "name", "id");
CREATE UNIQUE INDEX "uidx_experiment_name" ON "experiment" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE "new_experiment_run" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "number" INT NOT NULL /* 1, 2, 3 … within the experiment. */,
    "mode" VARCHAR(16) NOT NULL /* Which items it works on. */,
    "status" VARCHAR(32) NOT NULL /* How far it is. */,
    "reason" TEXT /* Why it failed or was stopped. */,
    "concurrency" INT NOT NULL /* Items worked on at once. */,
    "priority" VARCHAR(16) NOT NULL /* Which runs get free places first. */,
    "repetitions" INT NOT NULL /* How often each item is done, each time with a result of its own. */,
    "cache_responses" INT NOT NULL /* Whether a model's answer to the same request is taken from an earlier run. */,
    "item_timeout_seconds" INT NOT NULL /* Longest time that the calls for one item may take. */,
    "base_run_id" BIGINT /* The earlier run it goes on from. */,
    "item_ids" JSON /* The items chosen for a trial or a retry. */,
    "item_limit" INT /* How many items a trial takes, if none are chosen. */,
    "is_open" INT NOT NULL /* Whether items may still be appended. */,
    "budget_cost" VARCHAR(40) /* US dollars at which it pauses. */,
    "budget_tokens" BIGINT /* Tokens at which it pauses. */,
    "budget_seconds" INT /* Seconds of work at which it pauses. */,
    "worked_seconds" REAL NOT NULL /* Seconds it had worked when it last paused. */,
    "resumed_at" TIMESTAMP /* When it last began or went on. */,
    "started_at" TIMESTAMP /* When its first item was begun. */,
    "finished_at" TIMESTAMP /* When it ended. */,
    "created_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who started it. */,
    "experiment_id" INTEGER NOT NULL REFERENCES "experiment" ("id") ON DELETE CASCADE /* The experiment. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__experim_2669b1" UNIQUE ("experiment_id", "number")
);
INSERT INTO "new_experiment_run" ("id", "created_at", "number", "mode", "status", "reason", "concurrency", "priority", "repetitions", "cache_responses", "item_timeout_seconds", "base_run_id", "item_ids", "item_limit", "is_open", "budget_cost", "budget_tokens", "budget_seconds", "worked_seconds", "resumed_at", "started_at", "finished_at", "created_by_id", "experiment_id", "space_id") SELECT "id", "created_at", "number", "mode", "status", "reason", "concurrency", "priority", "repetitions", "cache_responses", "item_timeout_seconds", "base_run_id", "item_ids", "item_limit", "is_open", "budget_cost", "budget_tokens", "budget_seconds", "worked_seconds", "resumed_at", "started_at", "finished_at", "created_by_id", "experiment_id", "space_id" FROM "experiment_run";
DROP TABLE "experiment_run";
ALTER TABLE "new_experiment_run" RENAME TO "experiment_run";
CREATE INDEX "idx_experiment__experim_fbfdcb" ON "experiment_run" ("experiment_id", "id");
CREATE INDEX "idx_experiment__space_i_172666" ON "experiment_run" ("space_id", "status", "id");
CREATE TABLE "new_experiment_aggregate_result" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "name" VARCHAR(240) NOT NULL /* Alias of the evaluator, with its output after a point if it has several, or what is measured. */,
    "kind" VARCHAR(16) NOT NULL /* What it is about. */,
    "count" INT NOT NULL /* Items with a score. */,
    "mean" REAL /* Arithmetic mean of the scores. */,
    "mean_low" REAL /* Lower end of the mean's 95% confidence interval, by Student's t. */,
    "mean_high" REAL /* Upper end of the mean's 95% confidence interval, by Student's t. */,
    "median" REAL /* Middle score. */,
    "p5" REAL /* Score that one in twenty does not exceed, interpolated. */,
    "p10" REAL /* Score that one in ten does not exceed, interpolated. */,
    "p25" REAL /* Score that a quarter does not exceed, interpolated. */,
    "p75" REAL /* Score that three quarters do not exceed, interpolated. */,
    "p90" REAL /* Score that nine in ten do not exceed, interpolated. */,
    "p95" REAL /* Score that nineteen in twenty do not exceed, interpolated. */,
    "p99" REAL /* Score that 99 in a hundred do not exceed, interpolated. */,
    "min" REAL /* Lowest score. */,
    "max" REAL /* Highest score. */,
    "standard_deviation" REAL /* Sample standard deviation; null below two scores. */,
    "pass_count" INT NOT NULL /* Items that passed. */,
    "pass_rate" REAL /* Share of the items with a pass verdict that passed. */,
    "pass_rate_low" REAL /* Lower end of its 95% confidence interval, by Wilson. */,
    "pass_rate_high" REAL /* Upper end of its 95% confidence interval, by Wilson. */,
    "failed_count" INT NOT NULL /* Items for which the evaluator gave an error. */,
    "verdict_count" INT NOT NULL /* Items with a pass verdict. */,
    "total" REAL NOT NULL /* Sum of the scores. */,
    "square_total" REAL NOT NULL /* Sum of their squares. */,
    "distribution" JSON /* How many items have which category, verdict or range of scores; known when the run has ended. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last added up. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__run_id_429d86" UNIQUE ("run_id", "name")
);
INSERT INTO "new_experiment_aggregate_result" ("id", "created_at", "name", "count", "mean", "median", "p90", "min", "max", "standard_deviation", "pass_count", "pass_rate", "failed_count", "verdict_count", "total", "square_total", "run_id", "space_id", "kind", "updated_at") SELECT "id", "created_at", "name", "count", "mean", "median", "p90", "min", "max", "standard_deviation", "pass_count", "pass_rate", "failed_count", "verdict_count", "total", "square_total", "run_id", "space_id", 'EVALUATOR', CURRENT_TIMESTAMP FROM "experiment_aggregate_result";
DROP TABLE "experiment_aggregate_result";
ALTER TABLE "new_experiment_aggregate_result" RENAME TO "experiment_aggregate_result";
CREATE TABLE "new_experiment_item_result" (
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
    "carried_from_id" BIGINT /* The result of an earlier run that it was carried over from. */,
    "dataset_item_id" INTEGER NOT NULL REFERENCES "dataset_item" ("id") ON DELETE RESTRICT /* The item. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__run_id_6711b2" UNIQUE ("run_id", "dataset_item_id", "repetition")
);
INSERT INTO "new_experiment_item_result" ("id", "created_at", "experiment_id", "repetition", "status", "reason", "output", "error", "weighted_score", "latency_ms", "input_tokens", "output_tokens", "cost", "carried_from_id", "dataset_item_id", "run_id", "space_id") SELECT "id", "created_at", "experiment_id", "repetition", "status", "reason", "output", "error", "weighted_score", "latency_ms", "input_tokens", "output_tokens", "cost", "carried_from_id", "dataset_item_id", "run_id", "space_id" FROM "experiment_item_result";
DROP TABLE "experiment_item_result";
ALTER TABLE "new_experiment_item_result" RENAME TO "experiment_item_result";
CREATE INDEX "idx_experiment__dataset_ad46ec" ON "experiment_item_result" ("dataset_item_id", "id");
CREATE INDEX "idx_experiment__run_id_b03176" ON "experiment_item_result" ("run_id", "id");
CREATE INDEX "idx_experiment__run_id_b168b6" ON "experiment_item_result" ("run_id", "status", "id");
CREATE TABLE "new_experiment_shard" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "number" INT NOT NULL /* 1, 2, 3 … within the run. */,
    "first_item_id" BIGINT NOT NULL /* Id of its first item. */,
    "last_item_id" BIGINT NOT NULL /* Id of its last item. */,
    "item_ids" JSON /* Its items, if they are not all of the range. */,
    "item_count" INT NOT NULL /* How many items it has. */,
    "status" VARCHAR(16) NOT NULL /* How far it is. */,
    "holder" VARCHAR(32) /* The process that works on it. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    CONSTRAINT "uid_experiment__run_id_0acac6" UNIQUE ("run_id", "number")
);
INSERT INTO "new_experiment_shard" ("id", "created_at", "number", "first_item_id", "last_item_id", "item_ids", "item_count", "status", "holder", "run_id") SELECT "id", "created_at", "number", "first_item_id", "last_item_id", "item_ids", "item_count", "status", "holder", "run_id" FROM "experiment_shard";
DROP TABLE "experiment_shard";
ALTER TABLE "new_experiment_shard" RENAME TO "experiment_shard";
CREATE INDEX "idx_experiment__run_id_39e049" ON "experiment_shard" ("run_id", "status", "number");
CREATE TABLE "new_experiment_stats" (
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
    "calls" INT NOT NULL /* Calls made to models, retries included. */,
    "cached_calls" INT NOT NULL /* Calls spared, their answers being known; not in tokens and cost. */,
    "carried" INT NOT NULL /* Items whose results were carried over from an earlier run. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last counted. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    CONSTRAINT "uid_experiment__run_id_1511bb" UNIQUE ("run_id")
);
INSERT INTO "new_experiment_stats" ("id", "created_at", "sequence", "total", "succeeded", "failed", "cancelled", "input_tokens", "output_tokens", "cost", "unpriced_calls", "calls", "cached_calls", "carried", "updated_at", "run_id", "space_id") SELECT "id", "created_at", "sequence", "total", "succeeded", "failed", "cancelled", "input_tokens", "output_tokens", "cost", "unpriced_calls", "calls", "cached_calls", "carried", "updated_at", "run_id", "space_id" FROM "experiment_stats";
DROP TABLE "experiment_stats";
ALTER TABLE "new_experiment_stats" RENAME TO "experiment_stats";

UPDATE "evaluator_record" SET "evaluator_id" = (SELECT "evaluator_id" FROM "evaluator_version" WHERE "evaluator_version"."id" = "evaluator_record"."evaluator_version_id");
INSERT INTO "evaluator_draft" ("id", "created_at", "space_id", "evaluator_id", "config", "inputs", "pass_threshold", "revision", "base_version_id", "updated_at")
    SELECT version."id", version."created_at", version."space_id", version."evaluator_id", version."config", version."inputs", version."pass_threshold", 1, version."id", version."created_at"
    FROM "evaluator_version" AS version JOIN "evaluator" ON "evaluator"."latest_version_id" = version."id";

UPDATE "prompt" SET "folder" = rtrim(rtrim("key", replace("key", '/', '')), '/');
INSERT INTO "prompt_tag" ("id", "created_at", "space_id", "prompt_id", "tag")
    SELECT ROW_NUMBER() OVER (), "prompt"."created_at", "prompt"."space_id", "prompt"."id", tag.value FROM "prompt", json_each("prompt"."tags") AS tag
    GROUP BY "prompt"."id", tag.value;
UPDATE "llm_connection" SET "extra_headers" = (
    SELECT json_group_object(header.key, json_object('secret', header.value, 'masked', '…')) FROM json_each("llm_connection"."extra_headers") AS header);
"""

POSTGRES_UPGRADE = r"""
ALTER TABLE "evaluator_record" DROP CONSTRAINT IF EXISTS "uid_evaluator_r_item_re_10deb9";
DROP INDEX IF EXISTS "idx_dataset_ver_schema__4caa34";
CREATE TABLE IF NOT EXISTS "default_llm_model" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "model" VARCHAR(200) NOT NULL,
    "parameters" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "connection_id" BIGINT REFERENCES "llm_connection" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "updated_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    CONSTRAINT "uid_default_llm_space_i_e58a7f" UNIQUE ("space_id")
);
CREATE INDEX IF NOT EXISTS "idx_default_llm_connect_6da2dd" ON "default_llm_model" ("connection_id", "id");
COMMENT ON COLUMN "default_llm_model"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "default_llm_model"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "default_llm_model"."model" IS 'Its name.';
COMMENT ON COLUMN "default_llm_model"."parameters" IS 'What it is asked with; the rest is the provider''s.';
COMMENT ON COLUMN "default_llm_model"."updated_at" IS 'When it was chosen.';
COMMENT ON COLUMN "default_llm_model"."connection_id" IS 'How it is reached; empty for the built-in demo provider.';
COMMENT ON COLUMN "default_llm_model"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "default_llm_model"."updated_by_id" IS 'Who chose it.';
COMMENT ON TABLE "default_llm_model" IS 'The model that a space uses where none is named.';
CREATE TABLE IF NOT EXISTS "llm_schema" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(64) NOT NULL,
    "description" TEXT,
    "json_schema" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_llm_schema_space_i_573070" UNIQUE ("space_id", "name")
);
CREATE INDEX IF NOT EXISTS "idx_llm_schema_space_i_0d6399" ON "llm_schema" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_llm_schema_space_i_3a8d77" ON "llm_schema" ("space_id", "updated_at", "id");
COMMENT ON COLUMN "llm_schema"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "llm_schema"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "llm_schema"."name" IS 'Its name, unique in the space.';
COMMENT ON COLUMN "llm_schema"."description" IS 'What it is for.';
COMMENT ON COLUMN "llm_schema"."json_schema" IS 'The schema.';
COMMENT ON COLUMN "llm_schema"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "llm_schema"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "llm_schema"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "llm_schema" IS 'A JSON Schema with a name, for replies that have to follow one.';
CREATE TABLE IF NOT EXISTS "llm_tool" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(64) NOT NULL,
    "description" TEXT,
    "parameters" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_llm_tool_space_i_5018d8" UNIQUE ("space_id", "name")
);
CREATE INDEX IF NOT EXISTS "idx_llm_tool_space_i_144a6c" ON "llm_tool" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_llm_tool_space_i_ef34d3" ON "llm_tool" ("space_id", "updated_at", "id");
COMMENT ON COLUMN "llm_tool"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "llm_tool"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "llm_tool"."name" IS 'Its name, unique in the space.';
COMMENT ON COLUMN "llm_tool"."description" IS 'What it does, for the model to read.';
COMMENT ON COLUMN "llm_tool"."parameters" IS 'JSON Schema of its arguments, an object.';
COMMENT ON COLUMN "llm_tool"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "llm_tool"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "llm_tool"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "llm_tool" IS 'A function with a name that models can be offered.';
CREATE TABLE IF NOT EXISTS "model" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "match_pattern" VARCHAR(500) NOT NULL,
    "starts_at" TIMESTAMPTZ,
    "unit" VARCHAR(16) NOT NULL,
    "tokenizer_id" VARCHAR(64),
    "tokenizer_config" JSON,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_model_start" ON "model" ("space_id", "name", "unit", "starts_at") WHERE starts_at IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_model_ever" ON "model" ("space_id", "name", "unit") WHERE starts_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_model_space_i_101ae5" ON "model" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_model_space_i_8e641e" ON "model" ("space_id", "name", "id");
CREATE INDEX IF NOT EXISTS "idx_model_space_i_019ab4" ON "model" ("space_id", "updated_at", "id");
COMMENT ON COLUMN "model"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "model"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "model"."name" IS 'Display name.';
COMMENT ON COLUMN "model"."match_pattern" IS 'Pattern, in RE2 syntax, that is found in the names of these models.';
COMMENT ON COLUMN "model"."starts_at" IS 'From when on it holds; null for ever.';
COMMENT ON COLUMN "model"."unit" IS 'What prices are for one of.';
COMMENT ON COLUMN "model"."tokenizer_id" IS 'Which tokenizer counts its tokens, where it is known.';
COMMENT ON COLUMN "model"."tokenizer_config" IS 'Settings of that tokenizer.';
COMMENT ON COLUMN "model"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "model"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "model"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "model" IS 'What a space says that some models cost; it goes before the list prices.';
CREATE TABLE IF NOT EXISTS "pricing_tier" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "is_default" BOOL NOT NULL,
    "priority" INT NOT NULL,
    "conditions" JSON NOT NULL,
    "model_id" BIGINT NOT NULL REFERENCES "model" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_pricing_tie_model_i_b48acd" UNIQUE ("model_id", "priority"),
    CONSTRAINT "uid_pricing_tie_model_i_9c5468" UNIQUE ("model_id", "name")
);
CREATE INDEX IF NOT EXISTS "idx_pricing_tie_model_i_8a8c63" ON "pricing_tier" ("model_id", "id");
COMMENT ON COLUMN "pricing_tier"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "pricing_tier"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "pricing_tier"."name" IS 'Its name, unique for the model.';
COMMENT ON COLUMN "pricing_tier"."is_default" IS 'It holds where the conditions of no other do.';
COMMENT ON COLUMN "pricing_tier"."priority" IS 'Of several whose conditions hold, the one with the least counts.';
COMMENT ON COLUMN "pricing_tier"."conditions" IS 'What the usage has to be like; all must hold.';
COMMENT ON COLUMN "pricing_tier"."model_id" IS 'The model.';
COMMENT ON COLUMN "pricing_tier"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "pricing_tier" IS 'Prices of a model that hold while the usage is of some size.';
CREATE TABLE IF NOT EXISTS "price" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "usage_type" VARCHAR(64) NOT NULL,
    "price" DECIMAL(30,15) NOT NULL,
    "model_id" BIGINT NOT NULL REFERENCES "model" ("id") ON DELETE CASCADE,
    "pricing_tier_id" BIGINT NOT NULL REFERENCES "pricing_tier" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_price_pricing_37cd8b" UNIQUE ("pricing_tier_id", "usage_type")
);
CREATE INDEX IF NOT EXISTS "idx_price_model_i_17750c" ON "price" ("model_id", "id");
CREATE INDEX IF NOT EXISTS "idx_price_pricing_c8d02f" ON "price" ("pricing_tier_id", "id");
COMMENT ON COLUMN "price"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "price"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "price"."usage_type" IS 'The kind of usage, such as `input`, `input_cached` or `output`.';
COMMENT ON COLUMN "price"."price" IS 'US dollars for one unit.';
COMMENT ON COLUMN "price"."model_id" IS 'The model.';
COMMENT ON COLUMN "price"."pricing_tier_id" IS 'The tier.';
COMMENT ON COLUMN "price"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "price" IS 'What one unit of one kind of usage costs.';
CREATE TABLE IF NOT EXISTS "prompt_dependency" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "label" VARCHAR(64),
    "version" VARCHAR(64),
    "prompt_commit_id" BIGINT NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE,
    "resolved_commit_id" BIGINT NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE,
    "snippet_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_prompt_depe_prompt__9cafe9" ON "prompt_dependency" ("prompt_commit_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_depe_snippet_748d00" ON "prompt_dependency" ("snippet_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_depe_resolve_307a6e" ON "prompt_dependency" ("resolved_commit_id", "id");
COMMENT ON COLUMN "prompt_dependency"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_dependency"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_dependency"."label" IS 'The label it is included by, if it is.';
COMMENT ON COLUMN "prompt_dependency"."version" IS 'The version it is included by, if it is.';
COMMENT ON COLUMN "prompt_dependency"."prompt_commit_id" IS 'The commit that includes it.';
COMMENT ON COLUMN "prompt_dependency"."resolved_commit_id" IS 'The commit of the snippet that this was at the time.';
COMMENT ON COLUMN "prompt_dependency"."snippet_id" IS 'What is included.';
COMMENT ON COLUMN "prompt_dependency"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "prompt_dependency" IS 'That a commit includes a snippet, by label or version, and what that was when it was committed.';
CREATE TABLE IF NOT EXISTS "prompt_label_move" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "label" VARCHAR(64) NOT NULL,
    "from_commit_id" BIGINT,
    "to_commit_id" BIGINT,
    "split" JSON,
    "reason" TEXT,
    "moved_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "prompt_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_prompt__61a95f" ON "prompt_label_move" ("prompt_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_prompt__de843b" ON "prompt_label_move" ("prompt_id", "label", "id");
COMMENT ON COLUMN "prompt_label_move"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_label_move"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_label_move"."label" IS 'The label.';
COMMENT ON COLUMN "prompt_label_move"."from_commit_id" IS 'Where it pointed before; empty when it is new.';
COMMENT ON COLUMN "prompt_label_move"."to_commit_id" IS 'Where it points since; empty when it was taken away.';
COMMENT ON COLUMN "prompt_label_move"."split" IS 'Commits that share it since, with their weights.';
COMMENT ON COLUMN "prompt_label_move"."reason" IS 'Why, in the words of whoever did it.';
COMMENT ON COLUMN "prompt_label_move"."moved_by_id" IS 'Who did it.';
COMMENT ON COLUMN "prompt_label_move"."prompt_id" IS 'The prompt.';
COMMENT ON COLUMN "prompt_label_move"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "prompt_label_move" IS 'That a label was put somewhere, moved, split or taken away: the history of the labels of a prompt.';
CREATE TABLE IF NOT EXISTS "prompt_label_request" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "label" VARCHAR(64) NOT NULL,
    "from_commit_id" BIGINT,
    "status" VARCHAR(16) NOT NULL,
    "reason" TEXT,
    "decided_at" TIMESTAMPTZ,
    "note" TEXT,
    "decided_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "prompt_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "prompt_commit_id" BIGINT NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE,
    "requested_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_prompt__4d88f8" ON "prompt_label_request" ("prompt_commit_id");
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_prompt__eaf101" ON "prompt_label_request" ("prompt_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_space_i_96875a" ON "prompt_label_request" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_space_i_9fc2d4" ON "prompt_label_request" ("space_id", "status", "id");
COMMENT ON COLUMN "prompt_label_request"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_label_request"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_label_request"."label" IS 'The label.';
COMMENT ON COLUMN "prompt_label_request"."from_commit_id" IS 'Where it pointed when this was asked for.';
COMMENT ON COLUMN "prompt_label_request"."status" IS 'What became of it.';
COMMENT ON COLUMN "prompt_label_request"."reason" IS 'Why it shall move.';
COMMENT ON COLUMN "prompt_label_request"."decided_at" IS 'When it was decided.';
COMMENT ON COLUMN "prompt_label_request"."note" IS 'What was said to the decision.';
COMMENT ON COLUMN "prompt_label_request"."decided_by_id" IS 'Who decided.';
COMMENT ON COLUMN "prompt_label_request"."prompt_id" IS 'The prompt.';
COMMENT ON COLUMN "prompt_label_request"."prompt_commit_id" IS 'Where it shall point.';
COMMENT ON COLUMN "prompt_label_request"."requested_by_id" IS 'Who asks.';
COMMENT ON COLUMN "prompt_label_request"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "prompt_label_request" IS 'That somebody asks for a protected label to be moved, and what was decided.';
CREATE TABLE IF NOT EXISTS "prompt_tag" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "tag" VARCHAR(64) NOT NULL,
    "prompt_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_prompt_tag_prompt__7b0d40" UNIQUE ("prompt_id", "tag")
);
CREATE INDEX IF NOT EXISTS "idx_prompt_tag_space_i_b60571" ON "prompt_tag" ("space_id", "tag", "prompt_id");
COMMENT ON COLUMN "prompt_tag"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_tag"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_tag"."tag" IS 'The tag.';
COMMENT ON COLUMN "prompt_tag"."prompt_id" IS 'The prompt.';
COMMENT ON COLUMN "prompt_tag"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "prompt_tag" IS 'A tag of a prompt in a row of its own, so that prompts are found by it.';
CREATE TABLE IF NOT EXISTS "protected_label" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "label" VARCHAR(64) NOT NULL,
    "requires_approval" BOOL NOT NULL,
    "gates" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_protected_l_space_i_5fbf5b" UNIQUE ("space_id", "label")
);
CREATE INDEX IF NOT EXISTS "idx_protected_l_space_i_71a4de" ON "protected_label" ("space_id", "id");
COMMENT ON COLUMN "protected_label"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "protected_label"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "protected_label"."label" IS 'The label.';
COMMENT ON COLUMN "protected_label"."requires_approval" IS 'It moves only when somebody else approves of a request.';
COMMENT ON COLUMN "protected_label"."gates" IS 'What experiments must show of a commit first.';
COMMENT ON COLUMN "protected_label"."updated_at" IS 'When its rules were last changed.';
COMMENT ON COLUMN "protected_label"."created_by_id" IS 'Who protected it.';
COMMENT ON COLUMN "protected_label"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "protected_label" IS 'A label that only administrators move, in every prompt of the space.';
CREATE TABLE IF NOT EXISTS "prompt_debug_context" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "mock_variables" JSON NOT NULL,
    "mock_tools" JSON NOT NULL,
    "mock_contexts" JSON NOT NULL,
    "is_single_step" BOOL NOT NULL,
    "max_steps" INT NOT NULL,
    "compare_groups" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "prompt_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "user_id" BIGINT NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_prompt_debu_prompt__5a5e5a" UNIQUE ("prompt_id", "user_id")
);
CREATE INDEX IF NOT EXISTS "idx_prompt_debu_prompt__c516ae" ON "prompt_debug_context" ("prompt_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_debu_user_id_98421a" ON "prompt_debug_context" ("user_id", "id");
COMMENT ON COLUMN "prompt_debug_context"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_debug_context"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_debug_context"."mock_variables" IS 'Values of variables: name and value.';
COMMENT ON COLUMN "prompt_debug_context"."mock_tools" IS 'Answers of tools: name and response.';
COMMENT ON COLUMN "prompt_debug_context"."mock_contexts" IS 'Messages that were said before.';
COMMENT ON COLUMN "prompt_debug_context"."is_single_step" IS 'Whether a run stops when tools are asked for.';
COMMENT ON COLUMN "prompt_debug_context"."max_steps" IS 'How often the model is asked at most, tools answered between.';
COMMENT ON COLUMN "prompt_debug_context"."compare_groups" IS 'Variants that are tried side by side.';
COMMENT ON COLUMN "prompt_debug_context"."updated_at" IS 'When it was last saved.';
COMMENT ON COLUMN "prompt_debug_context"."prompt_id" IS 'The prompt.';
COMMENT ON COLUMN "prompt_debug_context"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "prompt_debug_context"."user_id" IS 'Whose it is.';
COMMENT ON TABLE "prompt_debug_context" IS 'What one person lets stand in for the world while they try a prompt.';
CREATE TABLE IF NOT EXISTS "prompt_run" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "parent_id" BIGINT,
    "group_id" BIGINT,
    "group_name" VARCHAR(100),
    "content" JSON NOT NULL,
    "variables" JSON NOT NULL,
    "mock_tools" JSON NOT NULL,
    "messages" JSON NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "is_single_step" BOOL NOT NULL,
    "max_steps" INT NOT NULL,
    "text" TEXT NOT NULL,
    "reasoning" TEXT,
    "tool_calls" JSON NOT NULL,
    "steps" JSON NOT NULL,
    "error" JSON,
    "model" VARCHAR(200) NOT NULL,
    "connection_id" BIGINT,
    "finish_reason" VARCHAR(64),
    "input_tokens" INT,
    "output_tokens" INT,
    "cost" DECIMAL(20,10),
    "latency_ms" INT,
    "time_to_first_token_ms" INT,
    "sequence" INT NOT NULL,
    "holder" VARCHAR(32),
    "finished_at" TIMESTAMPTZ,
    "prompt_id" BIGINT NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE,
    "prompt_commit_id" BIGINT REFERENCES "prompt_commit" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "user_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS "idx_prompt_run_prompt__d5ccb0" ON "prompt_run" ("prompt_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_run_prompt__71710d" ON "prompt_run" ("prompt_id", "created_at", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_run_prompt__226ed7" ON "prompt_run" ("prompt_commit_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_run_prompt__9bdfec" ON "prompt_run" ("prompt_commit_id", "created_at", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_run_parent__50ba7c" ON "prompt_run" ("parent_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_run_parent__a1e1f8" ON "prompt_run" ("parent_id", "created_at", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_run_group_i_af4fa1" ON "prompt_run" ("group_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_run_status_a8c3c5" ON "prompt_run" ("status", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_run_space_i_a28b92" ON "prompt_run" ("space_id", "id");
COMMENT ON COLUMN "prompt_run"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "prompt_run"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "prompt_run"."parent_id" IS 'The run whose conversation it goes on with.';
COMMENT ON COLUMN "prompt_run"."group_id" IS 'The first of the runs that were begun side by side.';
COMMENT ON COLUMN "prompt_run"."group_name" IS 'Name of the variant among them.';
COMMENT ON COLUMN "prompt_run"."content" IS 'What the prompt said at the time.';
COMMENT ON COLUMN "prompt_run"."variables" IS 'Values that its variables had.';
COMMENT ON COLUMN "prompt_run"."mock_tools" IS 'Answers that tools had.';
COMMENT ON COLUMN "prompt_run"."messages" IS 'The conversation that was sent, in the API''s words.';
COMMENT ON COLUMN "prompt_run"."status" IS 'How far it is.';
COMMENT ON COLUMN "prompt_run"."is_single_step" IS 'Whether it stops when tools are asked for.';
COMMENT ON COLUMN "prompt_run"."max_steps" IS 'How often the model is asked at most.';
COMMENT ON COLUMN "prompt_run"."text" IS 'The answer, as far as it has come.';
COMMENT ON COLUMN "prompt_run"."reasoning" IS 'What the model thought, where the provider tells.';
COMMENT ON COLUMN "prompt_run"."tool_calls" IS 'Tools that the answer asks for.';
COMMENT ON COLUMN "prompt_run"."steps" IS 'Each time the model was asked.';
COMMENT ON COLUMN "prompt_run"."error" IS 'Code and message, if it failed.';
COMMENT ON COLUMN "prompt_run"."model" IS 'The model that was asked.';
COMMENT ON COLUMN "prompt_run"."connection_id" IS 'How it was reached; empty for the demo.';
COMMENT ON COLUMN "prompt_run"."finish_reason" IS 'Why the answer ended, in the provider''s word.';
COMMENT ON COLUMN "prompt_run"."input_tokens" IS 'Tokens read, over all steps.';
COMMENT ON COLUMN "prompt_run"."output_tokens" IS 'Tokens written, over all steps.';
COMMENT ON COLUMN "prompt_run"."cost" IS 'US dollars; null when a price is unknown.';
COMMENT ON COLUMN "prompt_run"."latency_ms" IS 'Milliseconds from the first request to the last word.';
COMMENT ON COLUMN "prompt_run"."time_to_first_token_ms" IS 'Milliseconds until the first word.';
COMMENT ON COLUMN "prompt_run"."sequence" IS 'Rises with each state that is shown.';
COMMENT ON COLUMN "prompt_run"."holder" IS 'The process that runs it.';
COMMENT ON COLUMN "prompt_run"."finished_at" IS 'When it ended.';
COMMENT ON COLUMN "prompt_run"."prompt_id" IS 'The prompt.';
COMMENT ON COLUMN "prompt_run"."prompt_commit_id" IS 'The commit that was run; empty for a draft.';
COMMENT ON COLUMN "prompt_run"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "prompt_run"."user_id" IS 'Who ran it.';
COMMENT ON TABLE "prompt_run" IS 'One run of a prompt: what was sent, what came back, what it took.';
CREATE TABLE IF NOT EXISTS "remote_experiment_trigger" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "url" TEXT NOT NULL,
    "payload" JSON,
    "http_status" INT,
    "answer" TEXT,
    "reason" TEXT,
    "duration_ms" INT,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "dataset_id" BIGINT NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_remote_expe_dataset_df246e" ON "remote_experiment_trigger" ("dataset_id", "id");
COMMENT ON COLUMN "remote_experiment_trigger"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "remote_experiment_trigger"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "remote_experiment_trigger"."status" IS 'What became of it.';
COMMENT ON COLUMN "remote_experiment_trigger"."url" IS 'Where it went.';
COMMENT ON COLUMN "remote_experiment_trigger"."payload" IS 'What was sent beside the dataset''s id and name.';
COMMENT ON COLUMN "remote_experiment_trigger"."http_status" IS 'HTTP status of the answer; none if there was none.';
COMMENT ON COLUMN "remote_experiment_trigger"."answer" IS 'Beginning of the answer.';
COMMENT ON COLUMN "remote_experiment_trigger"."reason" IS 'Why it failed.';
COMMENT ON COLUMN "remote_experiment_trigger"."duration_ms" IS 'How long the answer took.';
COMMENT ON COLUMN "remote_experiment_trigger"."created_by_id" IS 'Who triggered it.';
COMMENT ON COLUMN "remote_experiment_trigger"."dataset_id" IS 'The dataset.';
COMMENT ON COLUMN "remote_experiment_trigger"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "remote_experiment_trigger" IS 'A call that asked a server elsewhere to run an experiment on a dataset, and how it was answered.';
CREATE TABLE IF NOT EXISTS "evaluator_correction" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "is_cleared" BOOL NOT NULL,
    "score" DOUBLE PRECISION,
    "label" VARCHAR(200),
    "passed" BOOL,
    "reason" TEXT,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "evaluator_record_id" BIGINT NOT NULL REFERENCES "evaluator_record" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_evaluator_c_evaluat_6145bc" ON "evaluator_correction" ("evaluator_record_id", "id");
COMMENT ON COLUMN "evaluator_correction"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "evaluator_correction"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "evaluator_correction"."is_cleared" IS 'Whether it took back the corrections before it, so that the evaluator''s words count.';
COMMENT ON COLUMN "evaluator_correction"."score" IS 'The score put in place of the evaluator''s.';
COMMENT ON COLUMN "evaluator_correction"."label" IS 'The category put in place of the evaluator''s.';
COMMENT ON COLUMN "evaluator_correction"."passed" IS 'The pass verdict put in place of the evaluator''s.';
COMMENT ON COLUMN "evaluator_correction"."reason" IS 'Why, in the person''s words.';
COMMENT ON COLUMN "evaluator_correction"."created_by_id" IS 'Who corrected it.';
COMMENT ON COLUMN "evaluator_correction"."evaluator_record_id" IS 'What was corrected.';
COMMENT ON COLUMN "evaluator_correction"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "evaluator_correction" IS 'That a person put other values in place of an evaluator''s, or took them back; it is never changed.';
CREATE TABLE IF NOT EXISTS "evaluator_draft" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "config" JSON NOT NULL,
    "inputs" JSON NOT NULL,
    "pass_threshold" DOUBLE PRECISION,
    "revision" INT NOT NULL,
    "base_version_id" BIGINT,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "evaluator_id" BIGINT NOT NULL REFERENCES "evaluator" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    "updated_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    CONSTRAINT "uid_evaluator_d_evaluat_b2455e" UNIQUE ("evaluator_id")
);
COMMENT ON COLUMN "evaluator_draft"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "evaluator_draft"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "evaluator_draft"."config" IS 'Its settings, by kind.';
COMMENT ON COLUMN "evaluator_draft"."inputs" IS 'Inputs it reads: name, whether required, description.';
COMMENT ON COLUMN "evaluator_draft"."pass_threshold" IS 'Score from which an output passes.';
COMMENT ON COLUMN "evaluator_draft"."revision" IS 'Rises with each save; who saves names the one they began with.';
COMMENT ON COLUMN "evaluator_draft"."base_version_id" IS 'The version it began as.';
COMMENT ON COLUMN "evaluator_draft"."updated_at" IS 'When it was last saved.';
COMMENT ON COLUMN "evaluator_draft"."evaluator_id" IS 'The evaluator.';
COMMENT ON COLUMN "evaluator_draft"."space_id" IS 'The space it lives in.';
COMMENT ON COLUMN "evaluator_draft"."updated_by_id" IS 'Who saved it last.';
COMMENT ON TABLE "evaluator_draft" IS 'The settings of an evaluator''s next version; each evaluator has one, which all its writers share.';
CREATE TABLE IF NOT EXISTS "experiment_baseline" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "label" VARCHAR(64) NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "dataset_id" BIGINT NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE,
    "run_id" BIGINT NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE,
    "set_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__dataset_f8571e" UNIQUE ("dataset_id", "label")
);
CREATE INDEX IF NOT EXISTS "idx_experiment__dataset_0d5937" ON "experiment_baseline" ("dataset_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__run_id_035964" ON "experiment_baseline" ("run_id", "id");
COMMENT ON COLUMN "experiment_baseline"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_baseline"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_baseline"."label" IS 'What it is a baseline for; `default` is what comparisons take.';
COMMENT ON COLUMN "experiment_baseline"."updated_at" IS 'When it was chosen.';
COMMENT ON COLUMN "experiment_baseline"."dataset_id" IS 'The dataset.';
COMMENT ON COLUMN "experiment_baseline"."run_id" IS 'The run.';
COMMENT ON COLUMN "experiment_baseline"."set_by_id" IS 'Who chose it last.';
COMMENT ON COLUMN "experiment_baseline"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_baseline" IS 'The run that others on the same dataset are compared with, by label.';
CREATE TABLE IF NOT EXISTS "experiment_template" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "description" TEXT,
    "target" JSON NOT NULL,
    "evaluators" JSON NOT NULL,
    "metadata" JSON NOT NULL,
    "tags" JSON NOT NULL,
    "concurrency" INT NOT NULL,
    "repetitions" INT NOT NULL,
    "cache_responses" BOOL NOT NULL,
    "item_timeout_seconds" INT NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "dataset_id" BIGINT NOT NULL REFERENCES "dataset" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_experiment_template_name" ON "experiment_template" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_2b2507" ON "experiment_template" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__space_i_286054" ON "experiment_template" ("space_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__dataset_32e64c" ON "experiment_template" ("dataset_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__dataset_5cbabe" ON "experiment_template" ("dataset_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__dataset_9a516b" ON "experiment_template" ("dataset_id", "name", "id");
COMMENT ON COLUMN "experiment_template"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_template"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_template"."name" IS 'Display name, unique in the space.';
COMMENT ON COLUMN "experiment_template"."description" IS 'What it is for.';
COMMENT ON COLUMN "experiment_template"."target" IS 'What is evaluated, as it was given; labels are resolved when it is used.';
COMMENT ON COLUMN "experiment_template"."evaluators" IS 'Evaluators with aliases, weights and inputs, as given.';
COMMENT ON COLUMN "experiment_template"."metadata" IS 'What its experiments note.';
COMMENT ON COLUMN "experiment_template"."tags" IS 'Words that its experiments are found by.';
COMMENT ON COLUMN "experiment_template"."concurrency" IS 'Items worked on at once.';
COMMENT ON COLUMN "experiment_template"."repetitions" IS 'How often each item is done.';
COMMENT ON COLUMN "experiment_template"."cache_responses" IS 'Whether a model''s answer to the same request is taken from an earlier run.';
COMMENT ON COLUMN "experiment_template"."item_timeout_seconds" IS 'Longest time that the calls for one item may take.';
COMMENT ON COLUMN "experiment_template"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "experiment_template"."deleted_at" IS 'When it was deleted.';
COMMENT ON COLUMN "experiment_template"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "experiment_template"."dataset_id" IS 'The dataset.';
COMMENT ON COLUMN "experiment_template"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_template" IS 'What experiments on a dataset have in common, to be made again and again from newer versions.';
CREATE TABLE IF NOT EXISTS "experiment_turn_result" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "dataset_item_id" BIGINT NOT NULL,
    "repetition" INT NOT NULL,
    "turn_index" INT NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "reason" TEXT,
    "input" JSON NOT NULL,
    "output" JSON,
    "error" JSON,
    "weighted_score" DOUBLE PRECISION,
    "latency_ms" INT,
    "input_tokens" INT,
    "output_tokens" INT,
    "cost" DECIMAL(20,10),
    "item_result_id" BIGINT NOT NULL REFERENCES "experiment_item_result" ("id") ON DELETE CASCADE,
    "run_id" BIGINT NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__run_id_9160c5" UNIQUE ("run_id", "dataset_item_id", "repetition", "turn_index")
);
CREATE INDEX IF NOT EXISTS "idx_experiment__item_re_114f7a" ON "experiment_turn_result" ("item_result_id", "id");
COMMENT ON COLUMN "experiment_turn_result"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_turn_result"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_turn_result"."dataset_item_id" IS 'The item.';
COMMENT ON COLUMN "experiment_turn_result"."repetition" IS 'Which repetition of the item, from 1.';
COMMENT ON COLUMN "experiment_turn_result"."turn_index" IS 'Which turn of the item, from 1.';
COMMENT ON COLUMN "experiment_turn_result"."status" IS 'How it ended.';
COMMENT ON COLUMN "experiment_turn_result"."reason" IS 'Why it failed.';
COMMENT ON COLUMN "experiment_turn_result"."input" IS 'What the item says in this turn.';
COMMENT ON COLUMN "experiment_turn_result"."output" IS 'What the target gave.';
COMMENT ON COLUMN "experiment_turn_result"."error" IS 'The target''s error: code and message.';
COMMENT ON COLUMN "experiment_turn_result"."weighted_score" IS 'Mean of the turn''s scores by the evaluators'' weights.';
COMMENT ON COLUMN "experiment_turn_result"."latency_ms" IS 'Milliseconds the target took, retries included.';
COMMENT ON COLUMN "experiment_turn_result"."input_tokens" IS 'Tokens the target read.';
COMMENT ON COLUMN "experiment_turn_result"."output_tokens" IS 'Tokens the target wrote.';
COMMENT ON COLUMN "experiment_turn_result"."cost" IS 'US dollars of the target; null when a price is unknown.';
COMMENT ON COLUMN "experiment_turn_result"."item_result_id" IS 'The result of the item.';
COMMENT ON COLUMN "experiment_turn_result"."run_id" IS 'The run.';
COMMENT ON COLUMN "experiment_turn_result"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_turn_result" IS 'What became of one turn of an item that has several.';
CREATE TABLE IF NOT EXISTS "score_config" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(35) NOT NULL,
    "data_type" VARCHAR(16) NOT NULL,
    "min_value" DOUBLE PRECISION,
    "max_value" DOUBLE PRECISION,
    "categories" JSON NOT NULL,
    "description" TEXT,
    "is_archived" BOOL NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "created_by_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_score_confi_space_i_601e13" UNIQUE ("space_id", "name")
);
CREATE INDEX IF NOT EXISTS "idx_score_confi_space_i_e0d04a" ON "score_config" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_score_confi_space_i_668bc2" ON "score_config" ("space_id", "updated_at", "id");
COMMENT ON COLUMN "score_config"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "score_config"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "score_config"."name" IS 'Its name, unique in the space.';
COMMENT ON COLUMN "score_config"."data_type" IS 'What kind of answer it takes; never changes.';
COMMENT ON COLUMN "score_config"."min_value" IS 'Least number, for NUMERIC; null for no bound.';
COMMENT ON COLUMN "score_config"."max_value" IS 'Greatest number, for NUMERIC; null for no bound.';
COMMENT ON COLUMN "score_config"."categories" IS 'Categories with their numbers, for CATEGORICAL and BOOLEAN.';
COMMENT ON COLUMN "score_config"."description" IS 'What is asked, for those who answer.';
COMMENT ON COLUMN "score_config"."is_archived" IS 'Takes no more answers; those that are there stay.';
COMMENT ON COLUMN "score_config"."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN "score_config"."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN "score_config"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "score_config" IS 'A question that people are asked about results, and what its answers may be.';
CREATE TABLE IF NOT EXISTS "experiment_score_config" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "experiment_id" BIGINT NOT NULL REFERENCES "experiment" ("id") ON DELETE CASCADE,
    "score_config_id" BIGINT NOT NULL REFERENCES "score_config" ("id") ON DELETE CASCADE,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_experiment__experim_603b81" UNIQUE ("experiment_id", "score_config_id")
);
CREATE INDEX IF NOT EXISTS "idx_experiment__score_c_748b2d" ON "experiment_score_config" ("score_config_id", "id");
COMMENT ON COLUMN "experiment_score_config"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "experiment_score_config"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "experiment_score_config"."experiment_id" IS 'The experiment.';
COMMENT ON COLUMN "experiment_score_config"."score_config_id" IS 'The question.';
COMMENT ON COLUMN "experiment_score_config"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "experiment_score_config" IS 'A question that is asked about the results of an experiment.';
CREATE TABLE IF NOT EXISTS "result_annotation" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "turn_index" INT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "value" DOUBLE PRECISION,
    "label" VARCHAR(200),
    "text" TEXT,
    "comment" TEXT,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "author_id" BIGINT REFERENCES "user" ("id") ON DELETE SET NULL,
    "item_result_id" BIGINT NOT NULL REFERENCES "experiment_item_result" ("id") ON DELETE CASCADE,
    "score_config_id" BIGINT NOT NULL REFERENCES "score_config" ("id") ON DELETE RESTRICT,
    "space_id" BIGINT NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_result_anno_item_re_a7ca6b" UNIQUE ("item_result_id", "turn_index", "score_config_id", "author_id")
);
CREATE INDEX IF NOT EXISTS "idx_result_anno_item_re_08e4c4" ON "result_annotation" ("item_result_id", "id");
CREATE INDEX IF NOT EXISTS "idx_result_anno_run_id_ebb3f8" ON "result_annotation" ("run_id", "id");
CREATE INDEX IF NOT EXISTS "idx_result_anno_run_id_d14c47" ON "result_annotation" ("run_id", "score_config_id", "id");
CREATE INDEX IF NOT EXISTS "idx_result_anno_score_c_8a0e9a" ON "result_annotation" ("score_config_id", "id");
COMMENT ON COLUMN "result_annotation"."id" IS 'Sorts by time of making.';
COMMENT ON COLUMN "result_annotation"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "result_annotation"."turn_index" IS 'The turn it is about, from 1; 0 for the result as a whole.';
COMMENT ON COLUMN "result_annotation"."run_id" IS 'The run that the result is of.';
COMMENT ON COLUMN "result_annotation"."value" IS 'The number; of a category, the category''s.';
COMMENT ON COLUMN "result_annotation"."label" IS 'The category, True or False.';
COMMENT ON COLUMN "result_annotation"."text" IS 'The words, for TEXT.';
COMMENT ON COLUMN "result_annotation"."comment" IS 'Why, in the author''s words.';
COMMENT ON COLUMN "result_annotation"."updated_at" IS 'When it was last changed.';
COMMENT ON COLUMN "result_annotation"."author_id" IS 'Who answered.';
COMMENT ON COLUMN "result_annotation"."item_result_id" IS 'The result.';
COMMENT ON COLUMN "result_annotation"."score_config_id" IS 'The question.';
COMMENT ON COLUMN "result_annotation"."space_id" IS 'The space it lives in.';
COMMENT ON TABLE "result_annotation" IS 'A person''s answer to a question about a result.';
ALTER TABLE "llm_connection" ADD "with_listed_models" BOOL NOT NULL DEFAULT False;
ALTER TABLE "llm_connection" ADD "listed_models" JSON NOT NULL DEFAULT '[]';
ALTER TABLE "llm_connection" ADD "parameters" JSON NOT NULL DEFAULT '{}';
ALTER TABLE "model_request_record" ADD "cached_input_tokens" INT;
ALTER TABLE "model_request_record" ADD "time_to_first_token_ms" INT;
ALTER TABLE "model_request_record" ADD "adapter" VARCHAR(64) NOT NULL DEFAULT 'graphloop';
ALTER TABLE "model_request_record" ADD "provider_request_id" VARCHAR(200);
ALTER TABLE "model_request_record" ADD "answered_by" VARCHAR(200);
ALTER TABLE "prompt" ADD "folder" VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE "prompt_commit" ADD "response_schema" JSON;
ALTER TABLE "prompt_draft" ADD "response_schema" JSON;
ALTER TABLE "prompt_label" ADD "split" JSON;
ALTER TABLE "dataset" ADD "last_operation" VARCHAR(16) NOT NULL DEFAULT 'CREATE';
ALTER TABLE "dataset" ADD "limits" JSON NOT NULL DEFAULT '{}';
ALTER TABLE "dataset" ADD "category" VARCHAR(16) NOT NULL DEFAULT 'EVALUATION';
ALTER TABLE "dataset" ADD "security_level" VARCHAR(2) NOT NULL DEFAULT 'L1';
ALTER TABLE "dataset" ADD "visibility" VARCHAR(16) NOT NULL DEFAULT 'SPACE';
ALTER TABLE "dataset" ADD "is_schema_locked" BOOL NOT NULL DEFAULT False;
ALTER TABLE "dataset" ADD "remote_url" TEXT;
ALTER TABLE "dataset" ADD "remote_headers" JSON NOT NULL DEFAULT '{}';
ALTER TABLE "dataset" ADD "remote_payload" JSON;
ALTER TABLE "dataset" ADD "remote_secret" TEXT;
ALTER TABLE "dataset" ADD "has_changes" BOOL NOT NULL DEFAULT False;
ALTER TABLE "dataset" ADD "expires_at" TIMESTAMPTZ;
ALTER TABLE "dataset" ADD "business_category" VARCHAR(64);
COMMENT ON COLUMN "dataset"."name" IS 'Display name, unique in the space; `/` puts it into a folder.';
ALTER TABLE "dataset_io_job" ADD "total" INT;
ALTER TABLE "dataset_io_job" ADD "source_dataset_id" BIGINT;
ALTER TABLE "dataset_io_job" ADD "byte_count" BIGINT;
ALTER TABLE "dataset_io_job" ADD "position" JSON NOT NULL DEFAULT '{}';
ALTER TABLE "dataset_io_job" ADD "source_version_id" BIGINT;
COMMENT ON COLUMN "dataset_io_job"."processed" IS 'Lines or items read.';
COMMENT ON COLUMN "dataset_io_job"."options" IS 'Mode, key column, renamed columns, filter.';
ALTER TABLE "dataset_io_job" ALTER COLUMN "format" DROP NOT NULL;
COMMENT ON COLUMN "dataset_io_job"."format" IS 'How the file is written; a copy has none.';
ALTER TABLE "dataset_item" ADD "status" VARCHAR(16) NOT NULL DEFAULT 'ACTIVE';
ALTER TABLE "dataset_item" ADD "source_observation_id" VARCHAR(64);
ALTER TABLE "dataset_item" ADD "source_trace_id" VARCHAR(64);
ALTER TABLE "dataset_schema" ADD "updated_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "dataset_schema" ADD "description" TEXT;
ALTER TABLE "dataset_schema" ADD "updated_by_id" BIGINT;
ALTER TABLE "dataset_schema" ADD "created_by_id" BIGINT;
ALTER TABLE "dataset_schema" ADD "dataset_id" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "dataset_schema" ADD "removed_columns" JSON NOT NULL DEFAULT '[]';
ALTER TABLE "dataset_version" ADD "brief" JSON NOT NULL DEFAULT '{}';
ALTER TABLE "eval_target_record" ADD "external_id" VARCHAR(200);
ALTER TABLE "eval_target_record" ADD "dataset_item_id" BIGINT;
ALTER TABLE "eval_target_record" ADD "repetition" INT NOT NULL DEFAULT 1;
ALTER TABLE "eval_target_record" ADD "is_reported" BOOL NOT NULL DEFAULT False;
ALTER TABLE "eval_target_record" ADD "awaited_until" TIMESTAMPTZ;
ALTER TABLE "eval_target_record" ADD "turn_index" INT NOT NULL DEFAULT 0;
ALTER TABLE "eval_target_version" ADD "secrets" JSON;
ALTER TABLE "evaluator" ADD "category" VARCHAR(16);
ALTER TABLE "evaluator" ADD "tags" JSON NOT NULL DEFAULT '[]';
ALTER TABLE "evaluator" ADD "is_draft_committed" BOOL NOT NULL DEFAULT True;
ALTER TABLE "evaluator" ADD "preset" VARCHAR(64);
ALTER TABLE "evaluator" ADD "is_managed" BOOL NOT NULL DEFAULT False;
ALTER TABLE "evaluator_record" ADD "samples" JSON;
ALTER TABLE "evaluator_record" ADD "corrected_score" DOUBLE PRECISION;
ALTER TABLE "evaluator_record" ADD "corrected_label" VARCHAR(200);
ALTER TABLE "evaluator_record" ADD "corrected_at" TIMESTAMPTZ;
ALTER TABLE "evaluator_record" ADD "output_name" VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE "evaluator_record" ADD "score_deviation" DOUBLE PRECISION;
ALTER TABLE "evaluator_record" ADD "evaluator_id" BIGINT;
ALTER TABLE "evaluator_record" ADD "corrected_passed" BOOL;
ALTER TABLE "evaluator_record" ADD "turn_index" INT NOT NULL DEFAULT 0;
ALTER TABLE "experiment" ADD "origin" VARCHAR(16) NOT NULL DEFAULT 'NEW';
ALTER TABLE "experiment" ADD "template_id" BIGINT;
ALTER TABLE "experiment" ADD "tags" JSON NOT NULL DEFAULT '[]';
ALTER TABLE "experiment" ADD "cloned_from_id" BIGINT;
ALTER TABLE "experiment_aggregate_result" ADD "mean_low" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "mean_high" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "p25" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "p5" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "updated_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "experiment_aggregate_result" ADD "p75" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "p10" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "pass_rate_high" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "p99" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "p95" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "pass_rate_low" DOUBLE PRECISION;
ALTER TABLE "experiment_aggregate_result" ADD "distribution" JSON;
ALTER TABLE "experiment_aggregate_result" ADD "kind" VARCHAR(16) NOT NULL DEFAULT 'EVALUATOR';
COMMENT ON COLUMN "experiment_aggregate_result"."name" IS 'Alias of the evaluator, with its output after a point if it has several, or what is measured.';
ALTER TABLE "experiment_aggregate_result" ALTER COLUMN "name" TYPE VARCHAR(240) USING "name"::VARCHAR(240);
COMMENT ON COLUMN llm_connection."with_listed_models" IS 'It offers the models that the provider listed, too.';
COMMENT ON COLUMN llm_connection."listed_models" IS 'Models that the provider said it has.';
COMMENT ON COLUMN llm_connection."parameters" IS 'Parameters sent with every request, unless the request says otherwise.';
COMMENT ON COLUMN model_request_record."cached_input_tokens" IS 'Those of the tokens read that the provider had in its cache, which cost less.';
COMMENT ON COLUMN model_request_record."time_to_first_token_ms" IS 'Milliseconds to the first piece of the answer, if it was streamed.';
COMMENT ON COLUMN model_request_record."adapter" IS 'What spoke to it: `graphloop`, or an SDK and its version.';
COMMENT ON COLUMN model_request_record."provider_request_id" IS 'What the provider calls the request in its own log.';
COMMENT ON COLUMN model_request_record."answered_by" IS 'The model that answered, as the provider names it: a dated version, for example.';
COMMENT ON COLUMN prompt."folder" IS 'The folder it is in: its key without the last part; empty for none.';
COMMENT ON COLUMN prompt_commit."response_schema" IS 'JSON Schema that replies should follow.';
COMMENT ON COLUMN prompt_draft."response_schema" IS 'JSON Schema that replies should follow.';
COMMENT ON COLUMN prompt_label."split" IS 'Commits that share it with their weights, the one it points at first.';
COMMENT ON COLUMN dataset."last_operation" IS 'What was done with it last.';
COMMENT ON COLUMN dataset."limits" IS 'Limits of its own, tighter than the installation''s.';
COMMENT ON COLUMN dataset."category" IS 'What it is for, in one word.';
COMMENT ON COLUMN dataset."security_level" IS 'How careful one has to be with it.';
COMMENT ON COLUMN dataset."visibility" IS 'Where it is listed.';
COMMENT ON COLUMN dataset."is_schema_locked" IS 'Its columns cannot be changed.';
COMMENT ON COLUMN dataset."remote_url" IS 'Where a remote experiment is triggered.';
COMMENT ON COLUMN dataset."remote_headers" IS 'Encrypted values of headers, by their names.';
COMMENT ON COLUMN dataset."remote_payload" IS 'What is sent there beside the dataset''s id and name.';
COMMENT ON COLUMN dataset."remote_secret" IS 'Encrypted key that signs what is sent there.';
COMMENT ON COLUMN dataset."has_changes" IS 'Items or columns differ from the newest version''s.';
COMMENT ON COLUMN dataset."expires_at" IS 'When it stops being written.';
COMMENT ON COLUMN dataset."business_category" IS 'A category of its owners'' own.';
COMMENT ON COLUMN dataset_io_job."total" IS 'Items or lines there are, if that is known.';
COMMENT ON COLUMN dataset_io_job."source_dataset_id" IS 'The dataset it copies.';
COMMENT ON COLUMN dataset_io_job."byte_count" IS 'Size of the file that was made.';
COMMENT ON COLUMN dataset_io_job."position" IS 'Where to go on after a crash.';
COMMENT ON COLUMN dataset_io_job."source_version_id" IS 'The version it reads; none is the working state.';
COMMENT ON COLUMN dataset_item."status" IS 'Whether it takes part.';
COMMENT ON COLUMN dataset_item."source_observation_id" IS 'Id of the observation that it was made from.';
COMMENT ON COLUMN dataset_item."source_trace_id" IS 'Id of the trace that it was made from.';
COMMENT ON COLUMN dataset_schema."updated_at" IS 'When it last changed.';
COMMENT ON COLUMN dataset_schema."description" IS 'What is new in it.';
COMMENT ON COLUMN dataset_schema."updated_by_id" IS 'Who changed it last.';
COMMENT ON COLUMN dataset_schema."created_by_id" IS 'Who made it.';
COMMENT ON COLUMN dataset_schema."dataset_id" IS 'The dataset that it was made for.';
COMMENT ON COLUMN dataset_schema."removed_columns" IS 'Columns that were removed; items written before still have values of them.';
COMMENT ON COLUMN dataset_version."brief" IS 'Name, description, category and metadata of the dataset when it was made.';
COMMENT ON COLUMN eval_target_record."external_id" IS 'The id that whoever made the output gave it.';
COMMENT ON COLUMN eval_target_record."dataset_item_id" IS 'The item that it was executed for.';
COMMENT ON COLUMN eval_target_record."repetition" IS 'Which repetition of the item, from 1.';
COMMENT ON COLUMN eval_target_record."is_reported" IS 'Whether tokens and cost are as the target says, rather than counted from calls.';
COMMENT ON COLUMN eval_target_record."awaited_until" IS 'Until when its result may come; null unless one is awaited.';
COMMENT ON COLUMN eval_target_record."turn_index" IS 'Which turn of the item, from 1; 0 where it has no turns.';
COMMENT ON COLUMN eval_target_version."secrets" IS 'What is secret of an endpoint, encrypted.';
COMMENT ON COLUMN evaluator."category" IS 'What it looks at.';
COMMENT ON COLUMN evaluator."tags" IS 'Words to find it by.';
COMMENT ON COLUMN evaluator."is_draft_committed" IS 'Whether its newest version has the settings of its draft.';
COMMENT ON COLUMN evaluator."preset" IS 'Key of the preset it was made from.';
COMMENT ON COLUMN evaluator."is_managed" IS 'Whether it is a preset as it came: its newest version has the preset''s settings.';
COMMENT ON COLUMN evaluator_record."samples" IS 'What each call said, where a judge was asked several times.';
COMMENT ON COLUMN evaluator_record."corrected_score" IS 'The score that a person put in its place.';
COMMENT ON COLUMN evaluator_record."corrected_label" IS 'The category that a person put in its place.';
COMMENT ON COLUMN evaluator_record."corrected_at" IS 'When a person last corrected it; what it was before stays beside it.';
COMMENT ON COLUMN evaluator_record."output_name" IS 'The output it is of, where the evaluator gives several; empty where it gives one.';
COMMENT ON COLUMN evaluator_record."score_deviation" IS 'Sample standard deviation of the scores, where a judge was asked several times.';
COMMENT ON COLUMN evaluator_record."evaluator_id" IS 'The evaluator that was executed.';
COMMENT ON COLUMN evaluator_record."corrected_passed" IS 'The pass verdict that a person put in its place.';
COMMENT ON COLUMN evaluator_record."turn_index" IS 'The turn it judges, from 1; 0 for the item as a whole.';
COMMENT ON COLUMN experiment."origin" IS 'How it came to be.';
COMMENT ON COLUMN experiment."template_id" IS 'The template it was made from.';
COMMENT ON COLUMN experiment."tags" IS 'Words to find it by.';
COMMENT ON COLUMN experiment."cloned_from_id" IS 'The experiment it was made after.';
COMMENT ON COLUMN experiment_aggregate_result."mean_low" IS 'Lower end of the mean''s 95% confidence interval, by Student''s t.';
COMMENT ON COLUMN experiment_aggregate_result."mean_high" IS 'Upper end of the mean''s 95% confidence interval, by Student''s t.';
COMMENT ON COLUMN experiment_aggregate_result."p25" IS 'Score that a quarter does not exceed, interpolated.';
COMMENT ON COLUMN experiment_aggregate_result."p5" IS 'Score that one in twenty does not exceed, interpolated.';
COMMENT ON COLUMN experiment_aggregate_result."updated_at" IS 'When it was last added up.';
COMMENT ON COLUMN experiment_aggregate_result."p75" IS 'Score that three quarters do not exceed, interpolated.';
COMMENT ON COLUMN experiment_aggregate_result."p10" IS 'Score that one in ten does not exceed, interpolated.';
COMMENT ON COLUMN experiment_aggregate_result."pass_rate_high" IS 'Upper end of its 95% confidence interval, by Wilson.';
COMMENT ON COLUMN experiment_aggregate_result."p99" IS 'Score that 99 in a hundred do not exceed, interpolated.';
COMMENT ON COLUMN experiment_aggregate_result."p95" IS 'Score that nineteen in twenty do not exceed, interpolated.';
COMMENT ON COLUMN experiment_aggregate_result."pass_rate_low" IS 'Lower end of its 95% confidence interval, by Wilson.';
COMMENT ON COLUMN experiment_aggregate_result."distribution" IS 'How many items have which category, verdict or range of scores; known when the run has ended.';
COMMENT ON COLUMN experiment_aggregate_result."kind" IS 'What it is about.';
CREATE INDEX IF NOT EXISTS "idx_prompt_space_i_45da88" ON "prompt" ("space_id", "folder", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_labe_space_i_bd7a36" ON "prompt_label" ("space_id", "label", "prompt_id");
CREATE INDEX IF NOT EXISTS "idx_dataset_ite_item_id_a20495" ON "dataset_item" ("item_id", "id");
ALTER TABLE "dataset_schema" ADD CONSTRAINT "fk_dataset__user_f4eb30e9" FOREIGN KEY ("created_by_id") REFERENCES "user" ("id") ON DELETE SET NULL;
ALTER TABLE "dataset_schema" ADD CONSTRAINT "fk_dataset__user_1455c01a" FOREIGN KEY ("updated_by_id") REFERENCES "user" ("id") ON DELETE SET NULL;
CREATE INDEX IF NOT EXISTS "idx_dataset_sch_dataset_dfbe36" ON "dataset_schema" ("dataset_id", "id");
CREATE INDEX IF NOT EXISTS "idx_dataset_ver_schema__a8a290" ON "dataset_version" ("schema_id", "id");
ALTER TABLE "eval_target_record" ADD CONSTRAINT "uid_eval_target_run_id_6bc1dd" UNIQUE ("run_id", "dataset_item_id", "repetition", "turn_index");
CREATE UNIQUE INDEX IF NOT EXISTS "uidx_eval_target_record_awaited" ON "eval_target_record" ("awaited_until", "id") WHERE awaited_until IS NOT NULL;
ALTER TABLE "evaluator_record" ADD CONSTRAINT "uid_evaluator_r_item_re_fa23d1" UNIQUE ("item_result_id", "alias", "output_name", "turn_index");
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_evaluat_a89226" ON "evaluator_record" ("evaluator_id", "id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_r_space_i_a7d030" ON "evaluator_record" ("space_id", "id");
ALTER TABLE "experiment" ADD CONSTRAINT "fk_experime_experime_42d94afb" FOREIGN KEY ("template_id") REFERENCES "experiment_template" ("id") ON DELETE SET NULL;
CREATE INDEX IF NOT EXISTS "idx_experiment_templat_d7ac10" ON "experiment" ("template_id", "name", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_templat_ca8591" ON "experiment" ("template_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_prompt__796716" ON "experiment" ("prompt_commit_id", "name", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_cloned__297e7c" ON "experiment" ("cloned_from_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_cloned__f420d3" ON "experiment" ("cloned_from_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_eval_ta_03acb6" ON "experiment" ("eval_target_version_id", "name", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_templat_bc20fc" ON "experiment" ("template_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_dataset_d92089" ON "experiment" ("dataset_version_id", "name", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_cloned__0c496c" ON "experiment" ("cloned_from_id", "name", "id");
ALTER TABLE "llm_connection" ALTER COLUMN "with_listed_models" DROP DEFAULT;
ALTER TABLE "llm_connection" ALTER COLUMN "listed_models" DROP DEFAULT;
UPDATE "dataset_schema" SET "dataset_id" = COALESCE((SELECT "dataset"."id" FROM "dataset" WHERE "dataset"."schema_id" = "dataset_schema"."id"), (SELECT MIN("dataset_id") FROM "dataset_version" WHERE "dataset_version"."schema_id" = "dataset_schema"."id"), 0);
UPDATE "evaluator_record" SET "evaluator_id" = (SELECT "evaluator_id" FROM "evaluator_version" WHERE "evaluator_version"."id" = "evaluator_record"."evaluator_version_id");
INSERT INTO "evaluator_draft" ("id", "created_at", "space_id", "evaluator_id", "config", "inputs", "pass_threshold", "revision", "base_version_id", "updated_at")
    SELECT version."id", version."created_at", version."space_id", version."evaluator_id", version."config", version."inputs", version."pass_threshold", 1, version."id", version."created_at"
    FROM "evaluator_version" AS version JOIN "evaluator" ON "evaluator"."latest_version_id" = version."id";
UPDATE "prompt" SET "folder" = regexp_replace("key", '/?[^/]*$', '');
INSERT INTO "prompt_tag" ("id", "created_at", "space_id", "prompt_id", "tag")
    SELECT ROW_NUMBER() OVER (), found.* FROM (SELECT DISTINCT "prompt"."created_at", "prompt"."space_id", "prompt"."id", tag.value
        FROM "prompt", json_array_elements_text("prompt"."tags") AS tag) AS found;
UPDATE "llm_connection" SET "extra_headers" = COALESCE((
    SELECT json_object_agg(header.key, json_build_object('secret', header.value, 'masked', '…')) FROM json_each_text("llm_connection"."extra_headers") AS header), '{}');
ALTER TABLE "llm_connection" ALTER COLUMN "parameters" DROP DEFAULT;
ALTER TABLE "model_request_record" ALTER COLUMN "adapter" DROP DEFAULT;
ALTER TABLE "prompt" ALTER COLUMN "folder" DROP DEFAULT;
ALTER TABLE "dataset" ALTER COLUMN "last_operation" DROP DEFAULT;
ALTER TABLE "dataset" ALTER COLUMN "limits" DROP DEFAULT;
ALTER TABLE "dataset" ALTER COLUMN "category" DROP DEFAULT;
ALTER TABLE "dataset" ALTER COLUMN "security_level" DROP DEFAULT;
ALTER TABLE "dataset" ALTER COLUMN "visibility" DROP DEFAULT;
ALTER TABLE "dataset" ALTER COLUMN "is_schema_locked" DROP DEFAULT;
ALTER TABLE "dataset" ALTER COLUMN "remote_headers" DROP DEFAULT;
ALTER TABLE "dataset" ALTER COLUMN "has_changes" DROP DEFAULT;
ALTER TABLE "dataset_io_job" ALTER COLUMN "position" DROP DEFAULT;
ALTER TABLE "dataset_item" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "dataset_schema" ALTER COLUMN "updated_at" DROP DEFAULT;
ALTER TABLE "dataset_schema" ALTER COLUMN "dataset_id" DROP DEFAULT;
ALTER TABLE "dataset_schema" ALTER COLUMN "removed_columns" DROP DEFAULT;
ALTER TABLE "dataset_version" ALTER COLUMN "brief" DROP DEFAULT;
ALTER TABLE "eval_target_record" ALTER COLUMN "repetition" DROP DEFAULT;
ALTER TABLE "eval_target_record" ALTER COLUMN "is_reported" DROP DEFAULT;
ALTER TABLE "eval_target_record" ALTER COLUMN "turn_index" DROP DEFAULT;
ALTER TABLE "evaluator" ALTER COLUMN "tags" DROP DEFAULT;
ALTER TABLE "evaluator" ALTER COLUMN "is_draft_committed" DROP DEFAULT;
ALTER TABLE "evaluator" ALTER COLUMN "is_managed" DROP DEFAULT;
ALTER TABLE "evaluator_record" ALTER COLUMN "output_name" DROP DEFAULT;
ALTER TABLE "evaluator_record" ALTER COLUMN "turn_index" DROP DEFAULT;
ALTER TABLE "experiment" ALTER COLUMN "origin" DROP DEFAULT;
ALTER TABLE "experiment" ALTER COLUMN "tags" DROP DEFAULT;
ALTER TABLE "experiment_aggregate_result" ALTER COLUMN "updated_at" DROP DEFAULT;
ALTER TABLE "experiment_aggregate_result" ALTER COLUMN "kind" DROP DEFAULT;
"""

SQLITE_DOWNGRADE = r"""
CREATE TABLE "new_job" (
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
, "priority" INT NOT NULL DEFAULT 0 /* Of those that may start, the highest do first. */, "kills" INT NOT NULL DEFAULT 0 /* How often its process ended before it did. */);
INSERT INTO "new_job" ("id", "created_at", "name", "arguments", "status", "run_after", "holder", "lease_until", "attempts", "error", "priority", "kills") SELECT "id", "created_at", "name", "arguments", "status", "run_after", "holder", "lease_until", "attempts", "error", "priority", "kills" FROM "job";
DROP TABLE "job";
ALTER TABLE "new_job" RENAME TO "job";
CREATE INDEX "idx_job_status_e98b55" ON "job" ("status", "run_after");
CREATE TABLE "new_llm_connection" (
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
, "tokens_per_minute" INT /* Tokens a minute at most, over all runs; null for no limit. */, "requests_per_minute" INT /* Requests a minute at most, over all runs; null for no limit. */);
INSERT INTO "new_llm_connection" ("id", "created_at", "name", "provider", "base_url", "models", "extra_headers", "max_concurrency", "secret", "masked_secret", "updated_at", "deleted_at", "created_by_id", "space_id", "tokens_per_minute", "requests_per_minute") SELECT "id", "created_at", "name", "provider", "base_url", "models", "extra_headers", "max_concurrency", "secret", "masked_secret", "updated_at", "deleted_at", "created_by_id", "space_id", "tokens_per_minute", "requests_per_minute" FROM "llm_connection";
DROP TABLE "llm_connection";
ALTER TABLE "new_llm_connection" RENAME TO "llm_connection";
CREATE INDEX "idx_llm_connect_space_i_6ef348" ON "llm_connection" ("space_id", "updated_at", "id");
CREATE INDEX "idx_llm_connect_space_i_bbb6e3" ON "llm_connection" ("space_id", "id");
CREATE UNIQUE INDEX "uidx_llm_connection_name" ON "llm_connection" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE "new_model_request_record" (
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
, "is_cached" INT NOT NULL DEFAULT 0 /* Whether it was spared, its answer being known; latency and cost are the first call's. */);
INSERT INTO "new_model_request_record" ("id", "created_at", "scene", "subject_type", "subject_id", "provider", "model", "attempt", "input_tokens", "output_tokens", "cost", "latency_ms", "error_code", "error_message", "connection_id", "space_id", "user_id", "is_cached") SELECT "id", "created_at", "scene", "subject_type", "subject_id", "provider", "model", "attempt", "input_tokens", "output_tokens", "cost", "latency_ms", "error_code", "error_message", "connection_id", "space_id", "user_id", "is_cached" FROM "model_request_record";
DROP TABLE "model_request_record";
ALTER TABLE "new_model_request_record" RENAME TO "model_request_record";
CREATE INDEX "idx_model_reque_connect_d1660b" ON "model_request_record" ("connection_id", "id");
CREATE INDEX "idx_model_reque_space_i_10ff4f" ON "model_request_record" ("space_id", "id");
CREATE INDEX "idx_model_reque_subject_1f15cf" ON "model_request_record" ("subject_id", "id");
CREATE TABLE "new_prompt" (
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
);
INSERT INTO "new_prompt" ("id", "created_at", "key", "name", "description", "kind", "tags", "latest_version", "latest_commit_at", "commit_count", "updated_at", "deleted_at", "created_by_id", "space_id", "updated_by_id") SELECT "id", "created_at", "key", "name", "description", "kind", "tags", "latest_version", "latest_commit_at", "commit_count", "updated_at", "deleted_at", "created_by_id", "space_id", "updated_by_id" FROM "prompt";
DROP TABLE "prompt";
ALTER TABLE "new_prompt" RENAME TO "prompt";
CREATE INDEX "idx_prompt_space_i_2ce9b5" ON "prompt" ("space_id", "name", "id");
CREATE INDEX "idx_prompt_space_i_9ca980" ON "prompt" ("space_id", "id");
CREATE INDEX "idx_prompt_space_i_da5752" ON "prompt" ("space_id", "updated_at", "id");
CREATE UNIQUE INDEX "uidx_prompt_key" ON "prompt" ("space_id", "key") WHERE deleted_at IS NULL;
CREATE TABLE "new_prompt_commit" (
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
);
INSERT INTO "new_prompt_commit" ("id", "created_at", "template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config", "version", "sequence", "note", "created_by_id", "parent_id", "prompt_id", "space_id") SELECT "id", "created_at", "template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config", "version", "sequence", "note", "created_by_id", "parent_id", "prompt_id", "space_id" FROM "prompt_commit";
DROP TABLE "prompt_commit";
ALTER TABLE "new_prompt_commit" RENAME TO "prompt_commit";
CREATE INDEX "idx_prompt_comm_parent__534e35" ON "prompt_commit" ("parent_id", "id");
CREATE INDEX "idx_prompt_comm_parent__e11ec0" ON "prompt_commit" ("parent_id", "sequence", "id");
CREATE INDEX "idx_prompt_comm_prompt__d784aa" ON "prompt_commit" ("prompt_id", "id");
CREATE TABLE "new_prompt_draft" (
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
);
INSERT INTO "new_prompt_draft" ("id", "created_at", "template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config", "updated_at", "base_id", "prompt_id", "space_id", "user_id") SELECT "id", "created_at", "template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config", "updated_at", "base_id", "prompt_id", "space_id", "user_id" FROM "prompt_draft";
DROP TABLE "prompt_draft";
ALTER TABLE "new_prompt_draft" RENAME TO "prompt_draft";
CREATE INDEX "idx_prompt_draf_base_id_976400" ON "prompt_draft" ("base_id");
CREATE INDEX "idx_prompt_draf_user_id_62015f" ON "prompt_draft" ("user_id", "id");
CREATE TABLE "new_prompt_label" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "label" VARCHAR(64) NOT NULL /* The name; `latest` moves by itself, `production` is the default of clients. */,
    "updated_at" TIMESTAMP NOT NULL /* When it was last moved. */,
    "prompt_id" INTEGER NOT NULL REFERENCES "prompt" ("id") ON DELETE CASCADE /* The prompt. */,
    "prompt_commit_id" INTEGER NOT NULL REFERENCES "prompt_commit" ("id") ON DELETE CASCADE /* Where it points. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */,
    "updated_by_id" INTEGER REFERENCES "user" ("id") ON DELETE SET NULL /* Who moved it last. */,
    CONSTRAINT "uid_prompt_labe_prompt__707840" UNIQUE ("prompt_id", "label")
);
INSERT INTO "new_prompt_label" ("id", "created_at", "label", "updated_at", "prompt_id", "prompt_commit_id", "space_id", "updated_by_id") SELECT "id", "created_at", "label", "updated_at", "prompt_id", "prompt_commit_id", "space_id", "updated_by_id" FROM "prompt_label";
DROP TABLE "prompt_label";
ALTER TABLE "new_prompt_label" RENAME TO "prompt_label";
CREATE INDEX "idx_prompt_labe_prompt__e5c169" ON "prompt_label" ("prompt_commit_id");
CREATE TABLE "new_dataset_schema" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "columns" JSON NOT NULL /* Columns: name, content type, JSON Schema, whether required. */,
    "is_immutable" INT NOT NULL /* A version uses it. */,
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */
);
INSERT INTO "new_dataset_schema" ("id", "created_at", "columns", "is_immutable", "space_id") SELECT "id", "created_at", "columns", "is_immutable", "space_id" FROM "dataset_schema";
DROP TABLE "dataset_schema";
ALTER TABLE "new_dataset_schema" RENAME TO "dataset_schema";
CREATE TABLE "new_dataset" (
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
);
INSERT INTO "new_dataset" ("id", "created_at", "name", "description", "metadata", "next_version_number", "latest_version", "item_count", "updated_at", "deleted_at", "created_by_id", "schema_id", "space_id", "updated_by_id") SELECT "id", "created_at", "name", "description", "metadata", "next_version_number", "latest_version", "item_count", "updated_at", "deleted_at", "created_by_id", "schema_id", "space_id", "updated_by_id" FROM "dataset";
DROP TABLE "dataset";
ALTER TABLE "new_dataset" RENAME TO "dataset";
CREATE INDEX "idx_dataset_schema__8c748a" ON "dataset" ("schema_id");
CREATE INDEX "idx_dataset_space_i_789a8a" ON "dataset" ("space_id", "updated_at", "id");
CREATE INDEX "idx_dataset_space_i_8d7c3d" ON "dataset" ("space_id", "id");
CREATE UNIQUE INDEX "uidx_dataset_name" ON "dataset" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE "new_dataset_io_job" (
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
);
INSERT INTO "new_dataset_io_job" ("id", "created_at", "kind", "format", "status", "reason", "upload_id", "options", "processed", "added", "failed", "error_groups", "sequence", "started_at", "finished_at", "created_by_id", "dataset_id", "space_id") SELECT "id", "created_at", "kind", "format", "status", "reason", "upload_id", "options", "processed", "added", "failed", "error_groups", "sequence", "started_at", "finished_at", "created_by_id", "dataset_id", "space_id" FROM "dataset_io_job";
DROP TABLE "dataset_io_job";
ALTER TABLE "new_dataset_io_job" RENAME TO "dataset_io_job";
CREATE INDEX "idx_dataset_io__dataset_3e3649" ON "dataset_io_job" ("dataset_id", "id");
CREATE TABLE "new_dataset_item" (
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
);
INSERT INTO "new_dataset_item" ("id", "created_at", "item_id", "key", "data", "metadata", "tags", "split", "valid_from", "valid_to", "updated_at", "created_by_id", "dataset_id", "space_id", "updated_by_id") SELECT "id", "created_at", "item_id", "key", "data", "metadata", "tags", "split", "valid_from", "valid_to", "updated_at", "created_by_id", "dataset_id", "space_id", "updated_by_id" FROM "dataset_item";
DROP TABLE "dataset_item";
ALTER TABLE "new_dataset_item" RENAME TO "dataset_item";
CREATE INDEX "idx_dataset_ite_dataset_314e27" ON "dataset_item" ("dataset_id", "item_id");
CREATE INDEX "idx_dataset_ite_dataset_4c01cc" ON "dataset_item" ("dataset_id", "id");
CREATE UNIQUE INDEX "uidx_dataset_item_key" ON "dataset_item" ("dataset_id", "key") WHERE valid_to IS NULL;
CREATE TABLE "new_dataset_version" (
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
);
INSERT INTO "new_dataset_version" ("id", "created_at", "version", "number", "description", "item_count", "created_by_id", "dataset_id", "schema_id", "space_id") SELECT "id", "created_at", "version", "number", "description", "item_count", "created_by_id", "dataset_id", "schema_id", "space_id" FROM "dataset_version";
DROP TABLE "dataset_version";
ALTER TABLE "new_dataset_version" RENAME TO "dataset_version";
CREATE INDEX "idx_dataset_ver_dataset_0769b1" ON "dataset_version" ("dataset_id", "id");
CREATE INDEX "idx_dataset_ver_schema__4caa34" ON "dataset_version" ("schema_id");
CREATE TABLE "new_eval_target_version" (
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
);
INSERT INTO "new_eval_target_version" ("id", "created_at", "version", "digest", "config", "prompt_commit_id", "connection_id", "eval_target_id", "space_id") SELECT "id", "created_at", "version", "digest", "config", "prompt_commit_id", "connection_id", "eval_target_id", "space_id" FROM "eval_target_version";
DROP TABLE "eval_target_version";
ALTER TABLE "new_eval_target_version" RENAME TO "eval_target_version";
CREATE INDEX "idx_eval_target_eval_ta_78d511" ON "eval_target_version" ("eval_target_id", "id");
CREATE TABLE "new_eval_target_record" (
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
, "is_cached" INT NOT NULL DEFAULT 0 /* Whether the answer is of an earlier run; latency and cost are that one's. */);
INSERT INTO "new_eval_target_record" ("id", "created_at", "run_id", "item_result_id", "status", "input", "output", "error", "model", "input_tokens", "output_tokens", "cost", "latency_ms", "eval_target_version_id", "space_id", "is_cached") SELECT "id", "created_at", "run_id", "item_result_id", "status", "input", "output", "error", "model", "input_tokens", "output_tokens", "cost", "latency_ms", "eval_target_version_id", "space_id", "is_cached" FROM "eval_target_record";
DROP TABLE "eval_target_record";
ALTER TABLE "new_eval_target_record" RENAME TO "eval_target_record";
CREATE INDEX "idx_eval_target_eval_ta_3a37de" ON "eval_target_record" ("eval_target_version_id", "id");
CREATE INDEX "idx_eval_target_item_re_cd75bc" ON "eval_target_record" ("item_result_id");
CREATE TABLE "new_evaluator" (
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
);
INSERT INTO "new_evaluator" ("id", "created_at", "name", "description", "kind", "latest_version_number", "latest_version_id", "updated_at", "deleted_at", "created_by_id", "space_id", "updated_by_id") SELECT "id", "created_at", "name", "description", "kind", "latest_version_number", "latest_version_id", "updated_at", "deleted_at", "created_by_id", "space_id", "updated_by_id" FROM "evaluator";
DROP TABLE "evaluator";
ALTER TABLE "new_evaluator" RENAME TO "evaluator";
CREATE INDEX "idx_evaluator_space_i_9fcadd" ON "evaluator" ("space_id", "id");
CREATE INDEX "idx_evaluator_space_i_f19a67" ON "evaluator" ("space_id", "updated_at", "id");
CREATE UNIQUE INDEX "uidx_evaluator_name" ON "evaluator" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE "new_evaluator_record" (
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
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */, "is_cached" INT NOT NULL DEFAULT 0 /* Whether a judge's answer is of an earlier run; latency and cost are that one's. */,
    CONSTRAINT "uid_evaluator_r_item_re_10deb9" UNIQUE ("item_result_id", "alias")
);
INSERT INTO "new_evaluator_record" ("id", "created_at", "run_id", "item_result_id", "alias", "status", "score", "label", "passed", "reason", "error", "parse_mode", "input", "input_tokens", "output_tokens", "cost", "latency_ms", "evaluator_version_id", "space_id", "is_cached") SELECT "id", "created_at", "run_id", "item_result_id", "alias", "status", "score", "label", "passed", "reason", "error", "parse_mode", "input", "input_tokens", "output_tokens", "cost", "latency_ms", "evaluator_version_id", "space_id", "is_cached" FROM "evaluator_record";
DROP TABLE "evaluator_record";
ALTER TABLE "new_evaluator_record" RENAME TO "evaluator_record";
CREATE INDEX "idx_evaluator_r_evaluat_4f2166" ON "evaluator_record" ("evaluator_version_id", "id");
CREATE INDEX "idx_evaluator_r_run_id_d206a3" ON "evaluator_record" ("run_id", "id");
CREATE TABLE "new_experiment" (
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
, "cache_responses" INT NOT NULL DEFAULT 0 /* Whether a model's answer to the same request is taken from an earlier run. */, "repetitions" INT NOT NULL DEFAULT 1 /* How often each item is done, each time with a result of its own. */, "item_timeout_seconds" INT NOT NULL DEFAULT 600 /* Longest time that the calls for one item may take. */);
INSERT INTO "new_experiment" ("id", "created_at", "name", "description", "metadata", "prompt_commit_id", "concurrency", "run_count", "latest_run_id", "updated_at", "deleted_at", "created_by_id", "dataset_version_id", "eval_target_version_id", "space_id", "cache_responses", "repetitions", "item_timeout_seconds") SELECT "id", "created_at", "name", "description", "metadata", "prompt_commit_id", "concurrency", "run_count", "latest_run_id", "updated_at", "deleted_at", "created_by_id", "dataset_version_id", "eval_target_version_id", "space_id", "cache_responses", "repetitions", "item_timeout_seconds" FROM "experiment";
DROP TABLE "experiment";
ALTER TABLE "new_experiment" RENAME TO "experiment";
CREATE INDEX "idx_experiment_dataset_382831" ON "experiment" ("dataset_version_id", "updated_at", "id");
CREATE INDEX "idx_experiment_dataset_ab50a1" ON "experiment" ("dataset_version_id", "id");
CREATE INDEX "idx_experiment_eval_ta_a1dba0" ON "experiment" ("eval_target_version_id", "updated_at", "id");
CREATE INDEX "idx_experiment_eval_ta_c29132" ON "experiment" ("eval_target_version_id", "id");
CREATE INDEX "idx_experiment_prompt__0b3dbb" ON "experiment" ("prompt_commit_id", "updated_at", "id");
CREATE INDEX "idx_experiment_prompt__65b6ec" ON "experiment" ("prompt_commit_id", "id");
CREATE INDEX "idx_experiment_space_i_15bdd1" ON "experiment" ("space_id", "id");
CREATE INDEX "idx_experiment_space_i_855735" ON "experiment" ("space_id", "updated_at", "id");
CREATE UNIQUE INDEX "uidx_experiment_name" ON "experiment" ("space_id", "name") WHERE deleted_at IS NULL;
CREATE TABLE "new_experiment_run" (
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
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */, "budget_seconds" INT /* Seconds of work at which it pauses. */, "is_open" INT NOT NULL DEFAULT 0 /* Whether items may still be appended. */, "budget_cost" VARCHAR(40) /* US dollars at which it pauses. */, "item_limit" INT /* How many items a trial takes, if none are chosen. */, "budget_tokens" BIGINT /* Tokens at which it pauses. */, "repetitions" INT NOT NULL DEFAULT 1 /* How often each item is done, each time with a result of its own. */, "cache_responses" INT NOT NULL DEFAULT 0 /* Whether a model's answer to the same request is taken from an earlier run. */, "item_timeout_seconds" INT NOT NULL DEFAULT 600 /* Longest time that the calls for one item may take. */, "priority" VARCHAR(16) NOT NULL DEFAULT 'NORMAL' /* Which runs get free places first. */, "base_run_id" BIGINT /* The earlier run it goes on from. */, "resumed_at" TIMESTAMP /* When it last began or went on. */, "worked_seconds" REAL NOT NULL DEFAULT 0 /* Seconds it had worked when it last paused. */, "item_ids" JSON /* The items chosen for a trial or a retry. */,
    CONSTRAINT "uid_experiment__experim_2669b1" UNIQUE ("experiment_id", "number")
);
INSERT INTO "new_experiment_run" ("id", "created_at", "number", "mode", "status", "reason", "concurrency", "started_at", "finished_at", "created_by_id", "experiment_id", "space_id", "budget_seconds", "is_open", "budget_cost", "item_limit", "budget_tokens", "repetitions", "cache_responses", "item_timeout_seconds", "priority", "base_run_id", "resumed_at", "worked_seconds", "item_ids") SELECT "id", "created_at", "number", "mode", "status", "reason", "concurrency", "started_at", "finished_at", "created_by_id", "experiment_id", "space_id", "budget_seconds", "is_open", "budget_cost", "item_limit", "budget_tokens", "repetitions", "cache_responses", "item_timeout_seconds", "priority", "base_run_id", "resumed_at", "worked_seconds", "item_ids" FROM "experiment_run";
DROP TABLE "experiment_run";
ALTER TABLE "new_experiment_run" RENAME TO "experiment_run";
CREATE INDEX "idx_experiment__experim_fbfdcb" ON "experiment_run" ("experiment_id", "id");
CREATE INDEX "idx_experiment__space_i_172666" ON "experiment_run" ("space_id", "status", "id");
CREATE TABLE "new_experiment_aggregate_result" (
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
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */, "square_total" REAL NOT NULL DEFAULT 0 /* Sum of their squares. */, "verdict_count" INT NOT NULL DEFAULT 0 /* Items with a pass verdict. */, "total" REAL NOT NULL DEFAULT 0 /* Sum of the scores. */,
    CONSTRAINT "uid_experiment__run_id_429d86" UNIQUE ("run_id", "name")
);
INSERT INTO "new_experiment_aggregate_result" ("id", "created_at", "name", "count", "mean", "median", "p90", "min", "max", "standard_deviation", "pass_count", "pass_rate", "failed_count", "run_id", "space_id", "square_total", "verdict_count", "total") SELECT "id", "created_at", "name", "count", "mean", "median", "p90", "min", "max", "standard_deviation", "pass_count", "pass_rate", "failed_count", "run_id", "space_id", "square_total", "verdict_count", "total" FROM "experiment_aggregate_result";
DROP TABLE "experiment_aggregate_result";
ALTER TABLE "new_experiment_aggregate_result" RENAME TO "experiment_aggregate_result";
CREATE TABLE "new_experiment_item_result" (
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
    "space_id" INTEGER NOT NULL REFERENCES "space" ("id") ON DELETE CASCADE /* The space it lives in. */, "carried_from_id" BIGINT /* The result of an earlier run that it was carried over from. */,
    CONSTRAINT "uid_experiment__run_id_6711b2" UNIQUE ("run_id", "dataset_item_id", "repetition")
);
INSERT INTO "new_experiment_item_result" ("id", "created_at", "experiment_id", "repetition", "status", "reason", "output", "error", "weighted_score", "latency_ms", "input_tokens", "output_tokens", "cost", "dataset_item_id", "run_id", "space_id", "carried_from_id") SELECT "id", "created_at", "experiment_id", "repetition", "status", "reason", "output", "error", "weighted_score", "latency_ms", "input_tokens", "output_tokens", "cost", "dataset_item_id", "run_id", "space_id", "carried_from_id" FROM "experiment_item_result";
DROP TABLE "experiment_item_result";
ALTER TABLE "new_experiment_item_result" RENAME TO "experiment_item_result";
CREATE INDEX "idx_experiment__dataset_ad46ec" ON "experiment_item_result" ("dataset_item_id", "id");
CREATE INDEX "idx_experiment__run_id_b03176" ON "experiment_item_result" ("run_id", "id");
CREATE INDEX "idx_experiment__run_id_b168b6" ON "experiment_item_result" ("run_id", "status", "id");
CREATE TABLE "new_experiment_shard" (
    "id" INTEGER NOT NULL PRIMARY KEY /* Sorts by time of making. */,
    "created_at" TIMESTAMP NOT NULL /* When it was made. */,
    "number" INT NOT NULL /* 1, 2, 3 … within the run. */,
    "first_item_id" BIGINT NOT NULL /* Id of its first item. */,
    "last_item_id" BIGINT NOT NULL /* Id of its last item. */,
    "status" VARCHAR(16) NOT NULL /* How far it is. */,
    "run_id" INTEGER NOT NULL REFERENCES "experiment_run" ("id") ON DELETE CASCADE /* The run. */, "holder" VARCHAR(32) /* The process that works on it. */, "item_count" INT NOT NULL DEFAULT 0 /* How many items it has. */, "item_ids" JSON /* Its items, if they are not all of the range. */,
    CONSTRAINT "uid_experiment__run_id_0acac6" UNIQUE ("run_id", "number")
);
INSERT INTO "new_experiment_shard" ("id", "created_at", "number", "first_item_id", "last_item_id", "status", "run_id", "holder", "item_count", "item_ids") SELECT "id", "created_at", "number", "first_item_id", "last_item_id", "status", "run_id", "holder", "item_count", "item_ids" FROM "experiment_shard";
DROP TABLE "experiment_shard";
ALTER TABLE "new_experiment_shard" RENAME TO "experiment_shard";
CREATE INDEX "idx_experiment__run_id_39e049" ON "experiment_shard" ("run_id", "status", "number");
CREATE TABLE "new_experiment_stats" (
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
, "calls" INT NOT NULL DEFAULT 0 /* Calls made to models, retries included. */, "cached_calls" INT NOT NULL DEFAULT 0 /* Calls spared, their answers being known; not in tokens and cost. */, "carried" INT NOT NULL DEFAULT 0 /* Items whose results were carried over from an earlier run. */);
INSERT INTO "new_experiment_stats" ("id", "created_at", "sequence", "total", "succeeded", "failed", "cancelled", "input_tokens", "output_tokens", "cost", "unpriced_calls", "updated_at", "run_id", "space_id", "calls", "cached_calls", "carried") SELECT "id", "created_at", "sequence", "total", "succeeded", "failed", "cancelled", "input_tokens", "output_tokens", "cost", "unpriced_calls", "updated_at", "run_id", "space_id", "calls", "cached_calls", "carried" FROM "experiment_stats";
DROP TABLE "experiment_stats";
ALTER TABLE "new_experiment_stats" RENAME TO "experiment_stats";
CREATE UNIQUE INDEX "uid_experiment__run_id_1511bb" ON "experiment_stats" ("run_id");
DROP TABLE IF EXISTS "default_llm_model";
DROP TABLE IF EXISTS "llm_schema";
DROP TABLE IF EXISTS "llm_tool";
DROP TABLE IF EXISTS "model";
DROP TABLE IF EXISTS "pricing_tier";
DROP TABLE IF EXISTS "price";
DROP TABLE IF EXISTS "prompt_dependency";
DROP TABLE IF EXISTS "prompt_label_move";
DROP TABLE IF EXISTS "prompt_label_request";
DROP TABLE IF EXISTS "prompt_tag";
DROP TABLE IF EXISTS "protected_label";
DROP TABLE IF EXISTS "prompt_debug_context";
DROP TABLE IF EXISTS "prompt_run";
DROP TABLE IF EXISTS "remote_experiment_trigger";
DROP TABLE IF EXISTS "evaluator_draft";
DROP TABLE IF EXISTS "evaluator_correction";
DROP TABLE IF EXISTS "experiment_template";
DROP TABLE IF EXISTS "experiment_baseline";
DROP TABLE IF EXISTS "experiment_turn_result";
DROP TABLE IF EXISTS "score_config";
DROP TABLE IF EXISTS "experiment_score_config";
DROP TABLE IF EXISTS "result_annotation";
"""

POSTGRES_DOWNGRADE = r"""
DROP INDEX IF EXISTS "idx_experiment_cloned__0c496c";
DROP INDEX IF EXISTS "idx_experiment_dataset_d92089";
DROP INDEX IF EXISTS "idx_experiment_templat_bc20fc";
DROP INDEX IF EXISTS "idx_experiment_eval_ta_03acb6";
DROP INDEX IF EXISTS "idx_experiment_cloned__f420d3";
DROP INDEX IF EXISTS "idx_experiment_cloned__297e7c";
DROP INDEX IF EXISTS "idx_experiment_prompt__796716";
DROP INDEX IF EXISTS "idx_experiment_templat_ca8591";
DROP INDEX IF EXISTS "idx_experiment_templat_d7ac10";
ALTER TABLE "experiment" DROP CONSTRAINT IF EXISTS "fk_experime_experime_42d94afb";
DROP INDEX IF EXISTS "idx_evaluator_r_space_i_a7d030";
DROP INDEX IF EXISTS "idx_evaluator_r_evaluat_a89226";
DROP INDEX IF EXISTS "uid_evaluator_r_item_re_fa23d1";
DROP INDEX IF EXISTS "uidx_eval_target_record_awaited";
DROP INDEX IF EXISTS "uid_eval_target_run_id_6bc1dd";
DROP INDEX IF EXISTS "idx_dataset_ver_schema__a8a290";
DROP INDEX IF EXISTS "idx_dataset_sch_dataset_dfbe36";
ALTER TABLE "dataset_schema" DROP CONSTRAINT IF EXISTS "fk_dataset__user_1455c01a";
ALTER TABLE "dataset_schema" DROP CONSTRAINT IF EXISTS "fk_dataset__user_f4eb30e9";
DROP INDEX IF EXISTS "idx_dataset_ite_item_id_a20495";
DROP INDEX IF EXISTS "idx_prompt_labe_space_i_bd7a36";
DROP INDEX IF EXISTS "idx_prompt_space_i_45da88";
ALTER TABLE "llm_connection" DROP COLUMN "with_listed_models";
ALTER TABLE "llm_connection" DROP COLUMN "listed_models";
ALTER TABLE "llm_connection" DROP COLUMN "parameters";
ALTER TABLE "model_request_record" DROP COLUMN "cached_input_tokens";
ALTER TABLE "model_request_record" DROP COLUMN "time_to_first_token_ms";
ALTER TABLE "model_request_record" DROP COLUMN "adapter";
ALTER TABLE "model_request_record" DROP COLUMN "provider_request_id";
ALTER TABLE "model_request_record" DROP COLUMN "answered_by";
ALTER TABLE "prompt" DROP COLUMN "folder";
ALTER TABLE "prompt_commit" DROP COLUMN "response_schema";
ALTER TABLE "prompt_draft" DROP COLUMN "response_schema";
ALTER TABLE "prompt_label" DROP COLUMN "split";
ALTER TABLE "dataset" DROP COLUMN "last_operation";
ALTER TABLE "dataset" DROP COLUMN "limits";
ALTER TABLE "dataset" DROP COLUMN "category";
ALTER TABLE "dataset" DROP COLUMN "security_level";
ALTER TABLE "dataset" DROP COLUMN "visibility";
ALTER TABLE "dataset" DROP COLUMN "is_schema_locked";
ALTER TABLE "dataset" DROP COLUMN "remote_url";
ALTER TABLE "dataset" DROP COLUMN "remote_headers";
ALTER TABLE "dataset" DROP COLUMN "remote_payload";
ALTER TABLE "dataset" DROP COLUMN "remote_secret";
ALTER TABLE "dataset" DROP COLUMN "has_changes";
ALTER TABLE "dataset" DROP COLUMN "expires_at";
ALTER TABLE "dataset" DROP COLUMN "business_category";
COMMENT ON COLUMN "dataset"."name" IS 'Display name, unique in the space.';
ALTER TABLE "dataset_io_job" DROP COLUMN "total";
ALTER TABLE "dataset_io_job" DROP COLUMN "source_dataset_id";
ALTER TABLE "dataset_io_job" DROP COLUMN "byte_count";
ALTER TABLE "dataset_io_job" DROP COLUMN "position";
ALTER TABLE "dataset_io_job" DROP COLUMN "source_version_id";
COMMENT ON COLUMN "dataset_io_job"."processed" IS 'Lines read.';
COMMENT ON COLUMN "dataset_io_job"."options" IS 'Key column and renamed columns.';
ALTER TABLE "dataset_io_job" ALTER COLUMN "format" SET NOT NULL;
COMMENT ON COLUMN "dataset_io_job"."format" IS 'How the file is written.';
ALTER TABLE "dataset_item" DROP COLUMN "status";
ALTER TABLE "dataset_item" DROP COLUMN "source_observation_id";
ALTER TABLE "dataset_item" DROP COLUMN "source_trace_id";
ALTER TABLE "dataset_schema" DROP COLUMN "updated_at";
ALTER TABLE "dataset_schema" DROP COLUMN "description";
ALTER TABLE "dataset_schema" DROP COLUMN "updated_by_id";
ALTER TABLE "dataset_schema" DROP COLUMN "created_by_id";
ALTER TABLE "dataset_schema" DROP COLUMN "dataset_id";
ALTER TABLE "dataset_schema" DROP COLUMN "removed_columns";
ALTER TABLE "dataset_version" DROP COLUMN "brief";
ALTER TABLE "eval_target_record" DROP COLUMN "external_id";
ALTER TABLE "eval_target_record" DROP COLUMN "dataset_item_id";
ALTER TABLE "eval_target_record" DROP COLUMN "repetition";
ALTER TABLE "eval_target_record" DROP COLUMN "is_reported";
ALTER TABLE "eval_target_record" DROP COLUMN "awaited_until";
ALTER TABLE "eval_target_record" DROP COLUMN "turn_index";
ALTER TABLE "eval_target_version" DROP COLUMN "secrets";
ALTER TABLE "evaluator" DROP COLUMN "category";
ALTER TABLE "evaluator" DROP COLUMN "tags";
ALTER TABLE "evaluator" DROP COLUMN "is_draft_committed";
ALTER TABLE "evaluator" DROP COLUMN "preset";
ALTER TABLE "evaluator" DROP COLUMN "is_managed";
ALTER TABLE "evaluator_record" DROP COLUMN "samples";
ALTER TABLE "evaluator_record" DROP COLUMN "corrected_score";
ALTER TABLE "evaluator_record" DROP COLUMN "corrected_label";
ALTER TABLE "evaluator_record" DROP COLUMN "corrected_at";
ALTER TABLE "evaluator_record" DROP COLUMN "output_name";
ALTER TABLE "evaluator_record" DROP COLUMN "score_deviation";
ALTER TABLE "evaluator_record" DROP COLUMN "evaluator_id";
ALTER TABLE "evaluator_record" DROP COLUMN "corrected_passed";
ALTER TABLE "evaluator_record" DROP COLUMN "turn_index";
ALTER TABLE "experiment" DROP COLUMN "origin";
ALTER TABLE "experiment" DROP COLUMN "template_id";
ALTER TABLE "experiment" DROP COLUMN "tags";
ALTER TABLE "experiment" DROP COLUMN "cloned_from_id";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "mean_low";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "mean_high";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "p25";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "p5";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "updated_at";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "p75";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "p10";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "pass_rate_high";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "p99";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "p95";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "pass_rate_low";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "distribution";
ALTER TABLE "experiment_aggregate_result" DROP COLUMN "kind";
COMMENT ON COLUMN "experiment_aggregate_result"."name" IS 'Alias of the evaluator, or `weighted_score`.';
ALTER TABLE "experiment_aggregate_result" ALTER COLUMN "name" TYPE VARCHAR(120) USING "name"::VARCHAR(120);
DROP TABLE IF EXISTS "result_annotation";
DROP TABLE IF EXISTS "llm_schema";
DROP TABLE IF EXISTS "prompt_label_move";
DROP TABLE IF EXISTS "experiment_score_config";
DROP TABLE IF EXISTS "evaluator_draft";
DROP TABLE IF EXISTS "prompt_tag";
DROP TABLE IF EXISTS "experiment_template";
DROP TABLE IF EXISTS "prompt_dependency";
DROP TABLE IF EXISTS "model";
DROP TABLE IF EXISTS "prompt_label_request";
DROP TABLE IF EXISTS "experiment_turn_result";
DROP TABLE IF EXISTS "score_config";
DROP TABLE IF EXISTS "price";
DROP TABLE IF EXISTS "remote_experiment_trigger";
DROP TABLE IF EXISTS "default_llm_model";
DROP TABLE IF EXISTS "prompt_run";
DROP TABLE IF EXISTS "protected_label";
DROP TABLE IF EXISTS "evaluator_correction";
DROP TABLE IF EXISTS "pricing_tier";
DROP TABLE IF EXISTS "llm_tool";
DROP TABLE IF EXISTS "prompt_debug_context";
DROP TABLE IF EXISTS "experiment_baseline";
CREATE INDEX IF NOT EXISTS "idx_dataset_ver_schema__4caa34" ON "dataset_version" ("schema_id");
ALTER TABLE "evaluator_record" ADD CONSTRAINT "uid_evaluator_r_item_re_10deb9" UNIQUE ("item_result_id", "alias");
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_UPGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_UPGRADE


async def downgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_DOWNGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_DOWNGRADE


MODELS_STATE = (
    "eJztvX9z28ixNvpVUKq65ZwqrGPLXmdj3bpVsq2sdeIf+0ry6tTJOUWPyBGJCAQYDCCayZ"
    "vvfrtnBr8HJAYCyQE5/yRrEg1C3ZiZ7qef7v7XyTycUJ89/y0Kx5SxL/Cvk7fOv04CMsf/"
    "UH3tOidksci/xA9icufz6xfiwlGQXnnH4oiMY/junviMwkcTysaRt4i9MECJcwevdYJkfk"
    "cjhwQTJ55RR94H/pvEzpw8UOZ4E+YsvXjmePFzvPUkHMO9vWD6pLskgfePhI7icEpBIoJ7"
    "/e1/4WMvmNAflKX/XDyM7j3qT0q6ET+GN+HfjeLVgn9+GcR/4RfjQ96NxqGfzIOywGIVz8"
    "Igk/CCGD+d0oBGJKaTgraCxPelctOPxCPDB3GU0OxZJ/kHE3pPEh91jtLiKfLPTkajL19v"
    "RtcXN6PRSc0eqURBufKjcRigLeFZGVfDFB/hp9OXr//0+pdXb17/Apfwx8w++dO/xU/n2h"
    "GCXEdfbk7+zb8nMRFXcGXn2o3DBxrUlft+RiK1djOBinLhobsoN/0g127+AndX78kX+PMY"
    "fznDoPKCzkJQAv9KvCi1t7zBEHPyY+TTYBrP4J+vTtdo/ffzq/cfz6/+8Or0P/DeIaxMsW"
    "y/yG9O+VdomNwQM0qi+I6SeETiuj0+gEpjb07VNqnKVkwzkcLP0/8wyFC3MxqUNhGfsNhh"
    "xJsIa3mx43uPlLW00hqr3Fx+vri+Of/8G95pztg/fK7Y85sL/OaUf7qqfPqHNxULZjdxbi"
    "9vPjr4T+e/v3654FoPWTyN+C/m19389wk+E0niEHbr5YhMiqpLP04/+jfugvcPhZWKH9yR"
    "8cOSRJNR7ZvwNGy6tv7V/HRe/YQEZMptidrE55QH0X+Gd6rzCT9eey79XV7Q4jgaE9934t"
    "AhTkSnHotpRCfOfRKM8RK5UglzVjTGq1gyHlM6OeOvShQunWkI63uJL4/HL1SdVdv4ic0H"
    "2d9gKyRxwhUTJcGI3MMPn/xv4/nmTRRn20S90MW1uzrWTv7fTFlg8ufjMKLP4WB/HtDlyJ"
    "v8fyeaS/06jGLm3K0c3IKc8B5dBbBV2/1XHIR/Pj199epPpy9evfnl59d/+tPPv7zITsT6"
    "V+uOxneXv+LpWFrd8gPYBLw4/eDi14urDWfoOKKo9w4bd1lyX9u2ys5jPxw/PIetSdvMt3"
    "LFLGFpzcmEHsnOXTzL+f9r+FTp9ca7VHxvzF4WjxU31gR+rpsz9cuLFs7ULy8anSn8quxM"
    "kWiazCn+WM0K/8nCQG2FklB1LXrj2Pm/4IqwTnvtlkzyV7pahtHEyZ786WvtP6+/fikts1"
    "TNf/h8/l9VC7z/9PVdRfP52Vd/+S/A4eaqv4SnIcGY1kyQS+9uKZz8n28X3y4+6G5zH8FD"
    "uCcR7nReW72XX/uXb1q89i+r+1j+2uNXZeUvIi+MvHilESwXRfrxK9ro/IWmsr/ew84TMp"
    "pCDCsH3pQodvl+NPOmMwpBwyR07r2I1WGLbUbWufJzX0/TCSgJHoYP8CXkLvUdFXaC0wEi"
    "VN9rfT4ckjOAeIPqpWh2B3KJTrug9OO3ffjcVJE/eI+ZCjXcD57iU8LoKAliz9ddkBXRHp"
    "bkjkzCXW8ShBiZZrbB3TImDxRPqvDxKJcgiWM6X6i8wcZzsShi7rmITkgIR0cWcMntdk9H"
    "4IPn+zpKzq4fhoZZtqYo/MIEjrd7OCZR9RNvXyqnURQqDpcb+qNB55mAyWcLah1dOw4Gy6"
    "UId/b81q/2uu3r4r9u1oc42e716euXX9PL63GPIWDttR/Gn/DIOlFAtvmX7jrglsFlIz+7"
    "rgV+K5fCM9hzwJHheB4L5zSegVXwH8uZN545iMDKKzEfI1FTfiYl4M6z0JkneBkcTRAPqk"
    "Dcrf2OAsn92wkcOmESichUumH/2zZRaYFcnR3QArmmB3EWyC1tB22jt6KM0YDuLc+vyn11"
    "4mICDHZI5nwHgwaUv0ZvX56++u6EkfMdgjv+D0MA3p0H1bsySiGqNiSQXpIAtdLeq88FzH"
    "Xrf/PJGGlKsTMOE3/CnQTYBPbkxE8jXR0XJIagZOmH7Um9cAQyOJs7YUFV2YGBQZzLIA8k"
    "boU7ioaYOGQK6j7CE53+WHhwuw4uXllyiBQrEUDBPX3w3iH0dJ0k8BHO4DkseE8gHuglwB"
    "7CS2FI8H6+8P5KVyeKyF1+464L28nCGz3Ii1rE7HCpcx9yaBgOkDlznXAZIJC1cghuC5EL"
    "/88WsGujz0cC+N8pCbx/ErzFGYTOPl44I2yGUR8CYoxC5MPfnge6UBKGd/KbbVhZ+FsjEX"
    "fD/8LXfzvhP1v5rPjzha9s1G+jfhv1H+5xcPD0rVvJpoZtkzuAsCd3Y62ctgnm4apm3spp"
    "LZxfJHe+Nx4tSKRYg82Kr4j1o/9tlHuIsB4eE/dNdMXwVMy4LEiTmMGpaEjAL87XER65Os"
    "aoiBm9GK4/nv90+vOb1BrLWehzm3SywJvXLSzw5nWjBfCrigXGId6jpvxm7mIuMQjiYroZ"
    "FSPS9hvSFumLBoWHu4QJwBQsDheYOXOWYfRw5mDGdeXMKQmYE9DjpI1g9nmE72aH16EqO7"
    "wXAh1Ann/Hv8LFNwO3yrkXJPExOoURfQwfOr0KZclhvgjybzhCu6cx3t1qpBPq18Q6Rf07"
    "s3TIYz0N9ua+w/ncQArApp2JFIImGwlDiOIjo9eK1JZFmmSBN248a10pa5AFizBcO9MVJY"
    "y3WSCNVLCRyyFRiXs+YzqhhzlmKwCq7axWEDDdaPioaC8yjplDMnstaAQhGPGHY7BamqNs"
    "v7rx/hJG1JsGf6WrWqlWxWgyT/FN3uYQjffv9BVOP83/kIgss2xA8c0GBYFaqLDD+/Pr9+"
    "cfLk7q210Pir9O72OO5vvd69pqv3gabFZ/8QztwQpfK7czyBj9OQttLaFwqTYbJHeVD243"
    "0nes22q6Fl+U9AzP43z59unTyb/3lNVOJl78KZxeBHGkTm6XLnDX5rjx0pEfTkc0u3hjrv"
    "sGAUbkieOOtIzCmOas8TMOdyXRI/aVgYUhoEhxgzvcryDuxR1MtrAKE1wt9zTCTxV9Rrb7"
    "U636jdg0tk1j2zS2TWPTlmH1O2/ayCwdUmiduZozeGMosopacxp3tZA1sap1lhk6XjUgOz"
    "VCG+vsMxB4A33SiTcxD+uttPAR1EZtK5TlTDbEjeSByFNqwv1H8ALNNstYHTc380JyCaMp"
    "IbeiHaDYnwrFUIsonC9icEfmcy+GpzSlAoold3+n41hoU8McVTnzjQLu+UQwdbDkt3iKxK"
    "FhxtB2tkpyu6vk6bhbPcUCe9mtRIeGuk2aiVS5xJOIVDs7y4k4PMYzEkxx3yJM2Ae7U9Ae"
    "CnyeSqhq6Ii1pgtfUyesIekfq2o9VUODnes/oqAApt6Z1tUwF6VM7hRywwvc+NOmjpTk2Q"
    "pbiMonP2wN8GyB2mlIqdGncOoF15QxoboaJlv63l0Hyfp45YgVLm1RfHQXhUtMzMVp2bk3"
    "FZGgssiHt5lfV1f01Nt1KBmy4KkFTy14ehzgKd8wtGsgylIG16NUCiD4cxtS/MA3XTjBAq"
    "1SoLKU6R6LPLxSdzHg00rgnKL+fbcioBdtQlq4qrkM6EUtqOUUdgZRRFf6e0H28PZFS403"
    "sWhmd8CUeBNoMOH+kNbaPSTb75wEujsLh6WwYhg+rjF0T8PN1Buxcz+h/GeKk8vYzFtcBo"
    "9eTOKGkF55nbsutJ9nEiOvLLI5xIcdMRPBTZH+NCeezzlQd3Qcoo9DnPwHxGwlHr/DhhNh"
    "Ixo0I1NZsfebtwn/GzhUqs4hFhqw0ICFBo7D5aG48ejEppnAtnKtfSAC53KXTPFUvttidO"
    "MFjh8uaeSMSfsOfqXo9PTnNiABXNUYnfLvKomN0G/Ie28eM5TKmp/7hrNp5Sw938c2CfgA"
    "GGxOuqW9+583dMSBn08W7GimkpYJQGO66HYeVkSHVwkPjiYOwSv6mUf4Bhx3JwQcpRPw9p"
    "lHaHrpFOg2Q6iJmUzL5IiCeGA8fudDiWAM6oiww8M40mwqbYJ9DrvfAX/WcgOpvMda8Q0b"
    "huHWIKr7rSQ2cZFttU74gOvm+14z26mcz4/x3eURzD702+q55gAZVa1d2ngUWYTqxtScPa"
    "juiJuTBl+X8K7LtgQkmIhEehZdpZNFsVkB2CcO+aAvQVqp2+jJN9ucFLA4v8X5Lc5/HMHu"
    "QbYB/+CxhU9WnHJmTv/vOY0JLsy6upsLRYoyu296XFhtd4nnx17AnuPPdlho8GSPvGEV46"
    "MxIubgBC0E+oOwDz7ZU0tI4H3RKvhMr9/dOjhB8tVPM1j/dKKrf96ZHZ5Ylu20D0tLq+J1"
    "m0XxunlNvK4tCeKN7uFYSTBLQgPUjqq2MIQAgTRVUqnvUDHLHdxiW3ZJfRG9c4dPbk2fXP"
    "hsY/TUhL/p8CGwPVS2vfv69VNpWby7rM75/fb53QXsZf9RcyeqlOXFpKPrUJY8LNeBM2Rl"
    "YdwRug8ivuvyUpQlh5kmkX/DkdjdkAq/YqCeU/9ONoT0hSvdtsH9aF4WalH/h1TKZ8xB7g"
    "VySiqTvlwesHMmNX6LHtEqHQt2Lw6BtTjYVn5AOSJcgV2mLNHqqHDbhs3CCBZGOHIY4YiI"
    "ajjOxxhyms2Cm7hxml051AeR9nZmWk+cBmPYzLYpmW3jSrN2uw4GXowl+ASKICsjGjTHVB"
    "mnoU1La+qAyfgISYETQ/D1VgQyojHXHfXDpePzXtMY4vyA+/mrvCm/qnd1L/d8YjGV4qs0"
    "l7LmkjJ0ZqOqExtV2ajqaKIqm5zdWXK2+JA1jd/QHw29LStiJrdkSSPYtKE462cY7c3Ff9"
    "2U1lMt8ZqtqU9fv/yaXr4+G4vdULvCCams0YsA3F7uXohxTQ78S8wPiilpzcXfMrTgwe+N"
    "ksjT2YCKMiavhbQOFJwH4iy8MWZhO6n951Y9iX5e05Po53pPoghc/oA7gROyUkzIbuy0Wx"
    "c0mUf/AZ5R5CQwKKAi6Y2tC1OO8AOlnM+oW55y+vL1n17/8urN68ylyz5Z58nVU96WsWMw"
    "Y8fyESwfwfIRjpiPYAdYG491HGGi6jI9L4dho6PPj+jaq68cyRXseVeX72/smNAnq9rsMa"
    "E8QbKeqFa9xN2YTXk6NS1LbvDuciG4+pE3oaIkM70mnm0ozOzxtkoaWrF0s5l/phoNarva"
    "26yJzZocZdbEctH2AxjvoePHrjRemsOa8gSGsnWazUbry7cchjXWhFu77vwxhLWznRYfxj"
    "HRdrwGBk5F43pXRFGpPZpDp9TwbcIlmZnFWbVYZUPG4zAJlEO61lxpe21sfm9tYGIDk+MI"
    "TPbdU3srQ7ayltohnz2A+A7uhMa21JZbsi61riJmsEE+kmDiw13Er6R4m4fuDDyJTk/CLc"
    "9AO0h24xfsncxm4TLAFRHiqd+2gbZlOfaKjTCySvueMeo/9tLHfBtcxwVhbBmCU6w7h7Em"
    "aPTCINE0DE49HF/k/PbxPfIduzEdT1tR7k7XUO5O65Q7S3bcF9mRB0vRCvQ60ToNqnImW+"
    "C9eFbXubz+6rx6+ebNTy8d4i9m5KfTTob4pYUZfmk0wi+1l5+NHmnkwd10uy9VJHfYdSn7"
    "RBOJSudkYRiSHdN3FI8Jr/VJvZuGS6BcT4JQEGXMPcWRvck4dXnDTfSZYFIDgZ+uXutubC"
    "M7d43ufTJVMLSb6cE1QTM4wvh72iH9xY8FLP45DcBGeS8zBuHfeEYnDtwfixr0Ow1btrBl"
    "Cx96F6v3BNfIFWULUC89UcDZlSvcdcD2mF87iooXt8C4+Z2eYRtptsRB3Vh8wddslASyNA"
    "MzzAnjuRsyJcqhlZ1vs5Hy80BXCrpPAR21vB4Ln1v4/IB361JRKFWQYpsDRHm50aDI9cfz"
    "n05/fiNxKiei8GssdnGub8Q3yyU4V6Kp33LmjWdwxQJeWv5SiZfBECyXHwE61skEjLYPRo"
    "z8SR3CHsClbV8xvQPMCt4FX7EimmOPTGD3MUdH3QuP4q0Dyo35SuDGcJ17L/AYrgbCsOnl"
    "UvZTBgMkHN7qwZl9asDhBYskBt/mgQY6JbxVMZMLkm74U6IVJrBHCY73IgofvQlm/RDzam"
    "2Ivit3wyTupP6a3AD0v4y8GFaHaSYYh0zludGxNyd+E6bLlC6bkHkuZc0xwLdrZxLCj0YM"
    "T+M4DB/O+G1wQwqcJHgAV6YH3OrDxfvLz+ef4AxwX76oQFPFtvtl/fugnmC8Gs113v+ykN"
    "Gcz8+eDycWBTVOMvXv6VW3zGcTg0vLtd0T13Y/iNoHoaRP/vwzjy0UkFr1EncdpiaVPvL9"
    "+SiLVtp1MBQhAwe+iLRHwsAWIqwLsEbOY7wBVv1w7nSD9UiaAkILg4CObb92i6VZLO0osb"
    "QDxWuwmL9zX8GtgDQLEsF/xTTSyhKXpcxIEXduIyWHjgkEDbnBZxLsZPzzYsj6rAcGhs0U"
    "b2uvHM9CRnuIZwe3W9bcpXa+UE3MZDDpY7iUC5XPDqaTtAuf5HCIjeAnL3AmdB5mK3Yovp"
    "EN1odjoXQf1WzmVRMzeblhNxy+nw6mm5eFUwwoXc6PlB7U/cmfvy/dz4ylsd2TqHVTqerh"
    "3aKuPNuAejCOec27NLer1lXm1W3bqO5d5TWiwBRri6gZUUQksbyA25D0lmSFHHW+FuR44L"
    "fZS+9mhHbkiDA6jqiyRr3bTTaXr//rJNdjaSvjWsKL6Y8F3hr+nEzZ2XrxJj9GZaVkBZbp"
    "ajjhtwAl4T+c248XVxdpm1OIs5zLa/l2uI66D1ipg5gdpmIhzxMLeR4n5HmQ5cbFYSrVkm"
    "/1OKy91R6np43aBptbsxXljbZJinmyBSUP2Bihkw1enbYwwavTRgvgV2UD3BFGR0mkBfsX"
    "ZUyusCzUuOKrf/7bpeuwBHwd2O++z+J4wd7+8Y9k4T2nP8h84cNWGs7/+Pjyuzl1sLm/2D"
    "ZJkEuYkSDoVEPGE/GcvxPe37fvlbBF/B//DDj99e1RExy+WeJ0ZlTGKWQES/hjZ9aaer5F"
    "U2EyabTBXmtLZNU3MLxG9jJdK9wy8yZLiT/LRV6cUaWzR54R/S37QyDSDmLRNo7PIs3LP5"
    "LA5y2V8pIQ7GbCRDuZpde6ndIWlx6PyUczCrGEniFrggO25UfxV/DeVzSYOHeUYbPz/VsH"
    "3RX4tXESRUjnVWAZTQRgheTuUl5vXmsa4D3xfT6y9973prPYwUrTEFcQNp534EtegronVr"
    "Bcumy0oNFo7gVJrIg/18xyU0qbnNO6ko/sEEc8cIM9JEke4fwghJU+102B9WYiUefRzUBK"
    "WZPNI8tFBmMcAUTXLdLcpyyXMDlWxaziA125Dmyw0WrRz8CubXQmm3PK1qjJDmvIglVBk8"
    "1xAQe3hA24VeAwjymsAPgHLBbwO1u//1vGbywxzbYwqaHaduChHXhoBx4ak4+0NEOzLWRJ"
    "bCaQ2OyQw0MbcvjJn1+PZ3ROTtQUKfmlu4kexfLrWlCjECZzxK3l+A2ZCOfNx+jC96hExm"
    "fkkaJnfx/6frjEKYUqltST77exo5mgRdXqMS1zyTKXLHPJMpeOiLmUlmr2x1rqv6vZkYxL"
    "EGT79r3Ndo1D/p2B+nLPoG2msSI2mKZn4pH3n0S0eKPFGy3uNAxv0uJOZlvI4k4WdzJryz"
    "oY3OkG6Zlq1OlGMjfXY05xelULxCnzKArwkOxwL3iYYxLgOBlO0FR19+p2C4srWVzJ4koW"
    "V7K4ksWVBoUrTULK3Kxxg2xryevQTSW9DbM8oYOJiskuOOU85O1G0wTHeTEcOeGEd3+nY0"
    "130uJQFoeyOJTFoSwOZaaFLA5lcSiztqzDwKEaW863aDSv0Vz+ttgRnpeEcuCIhfOsEBhn"
    "qJzhqz4F19u5o+B7i1m66H46i8gbKwoUe73xU7tGiVvwDR9e/ihmfNKju7mVFH/QEZfhCl"
    "7TQiq7Me8g9fUm6yLV7tHaPw1W9uo9TOt2VukTWWDPAnsW2LPA3oEDe8VWV+b095+TeDwb"
    "LUgc00gB5q2rkawIGq3838RzuoimXl2cOmwVxOSHK7wETh5LgkkKtaJu0lZMLPUfzOm0lD"
    "sVmrtlSXA4BXN/icK5mEgnpsbOQjhBCmXe6KIc4SaZ+pj1Bbu5F10qu7s1e3Lz9a8XX671"
    "D0OS+uYOAX8d7Y3To8L7bo0B37TpC1i1aqEt4JvqYuRdFLx/0kgJFTVvn1U5s5MhOLo5e2"
    "Ixl5NxxF00kSgMfIa9VGdq5LYzVbma4YfvvalOTkQl+6TMyI7MdU3jGHQuTzBsq5X+ITYX"
    "Yqarb3MhNhdiXsBucyFmW8jmQmwuxKwta3e5kIKH5ympLu+k2F/+ekV90kA5kmr/DeIL+L"
    "NuvFba3+W7zh/wicr/99bzRrJv3hUFd6iMzTdf5W7MKI1kB0H4/0xiY4LpK8SGY2wFF4fY"
    "KA7v85YHjUtwhF1nFi4dPwym4r/myXhWTyV1u8XmpJE6IaKcZMyzIQmnL9n5xjYDYjMgRx"
    "cSsTFYqSu6lwkbDcmnFNvUyhoF3NvuVJjuvVxxSiM0RD0VOZNBvb96ed/IeAba7sUWv7TJ"
    "d/zSnO74pZ7tKJ2DFSfPmza2ty3LmQwN3DRZwAX/I0oCkeSQcz/MOuqOfkJO+EDNGZBDJm"
    "QRN6lfvUoKIjvMBU0jspj5YbjolA5KtQ4WeOt8z+713XVgnZDAuf7wVz4IEPMTjxAcgqwh"
    "2YiMKdc6yZ4KGL0cskjV4X2TOx8eWyE4kIAtsQ5VidCsWRhlMZNP8lz9PNuTPrmLs6NKE1"
    "UErwFXDXF4MiVdHm6XI2YHpotjHJyrCG6bDv2CxO5Q55famxhPp0ar1P1iWEGdDkoRPsCe"
    "WtZ7wSIB95UndTXUXhUz2tsSUwSwgq++Qnhmu3UOrm/tj/m06FFHIzRIG20LPpE5DUJywy"
    "imQc0Ip2fhmc7/UKQc4DJCVreD04b2ZLMwiTtZqyZntJ2EaZaRB/trYNyyCZkKNqNjb078"
    "hrUiRap4mZB5LmXNMcC3a2cSwo9GKe+N0+GEDbwxdWR9MrcDUnCSQIeEs0bbHy7eX34+/w"
    "Sns/vyRWU0Wnqqv64d3D4oLBivRnOdFVEWMjpp/NnzfY9RUOOEOfdIT8TxWRjB4/ANMMRy"
    "FvpUemL7Gg3kzTEdAVdHTO4zevZovoHJW1XJNNIa/C9wFh4dZ4eNMI3rePcp6AK2oKC6fW"
    "1i6V6aZb306IQN4iaHLbe1M37Mp6EVpwbKEx+2MscPW+d5th+Z0CgKkRY40YKHy1Jm22aF"
    "6+KeeH77FbFl8ERoDyJYRqYKtTe3HakJmq151cRaQ3uNeGwkog4FNL9ubG1JzvBptbcznt"
    "DPjokF4dgKbzfCDxHnjuLJzx2uM0d6MRyA5LEJkVWm4hDCLe5ZDwM2e5xnW2MgtGRfVsVM"
    "9gpuuHOcPjC3Jc6ujWdRmExnZw6CRquszQ8fqvoTnD0TOg+zhWhY6qVqVUvbHAhts0SHZw"
    "2FI00GKgiYvN6QOjgm8LCTwfCdLZvWBDZttkf3oO5P/vx96X5mrI0dnkWt+bjVs7yBj1vd"
    "unowknmUZ919q62SC1u3Ua1fkP1MTxSsXfGFu46ou8guadf6BUs3sfYUYRj87wdJQkowNO"
    "P+clNvl7aSyk7DC0HwHiFXPG0wgnLiZay3HRb84zIfV3EPS8rl768l5dZiI0vKPURSbmHP"
    "qL0QzahfWcp4Ik9pY3UdloxnmO/7zvPK3135HxK/+Y6Zp+8il/ndEJwwO5M08oGZzJMTgr"
    "syVZ4RzHoi4PHYX8bv1Qv35c+tM37FE7PdmVeUMB5q0KnD2vuJVl4KFZ+lnXEUgsbbCJ91"
    "eCayGJ2JFrJgkAFgUANbWlvTWQtTgzTdR2FvVbvFE3WzdotbfA9KNreGWuNcaKtpxfGoVv"
    "j+EJ3UFg24TsFU69Gd4iuyGeT5TXTqgvCBFCnp2LEN+Zq+SIUKzMbj1/EOvcz7p2Ke+VNv"
    "poSCSm5n5IWRF68EwFP8pmEcVRUXsuCPBX8s+HMc4M9B9qStDZsqTTrq1mLxtA3fDq5qbr"
    "J4WoMXPJb9TTUTbGIaFQQNpxpdyt6mspuiYHQHEw+/5+dbEDohJyNN2pac7oZClB2k9UOv"
    "iV1cFDE6iv0KbgV2mCVIusdylYJJ0FoutxPib3weJh8oQHk/P94lc281EelD1m3S3PGyLL"
    "X7KWCFQ4vnvb2APcff63BeSRal8A5nhHPB73DWwwM9c7C7zzxhYrntvymmBU/N8QgtMme2"
    "hSwyZ5E5Y3ar/pC5Np0ORRt0hQOs2erQtHe7B4Buqz0Of4tC7CmgRNJC2W1gHYiWXdNiPr"
    "u4WriShf4lClbUhmufMMTqga5aDYgSvz/Cy931A6LECz/RnhBVnwKlM0PqHpw7AVxarO7E"
    "YnUWqzsarE5uSW2hOnm50UjdNT9QOFgn0iCw+04jMmcQ4lLlrPgz5/sfv+Map0gRwq2w2w"
    "yjrRTQ5ntzWyPlEjtsVKa79tCdEQ8qZ6F4wVt+NsMrxg/qMBG4BJ/4sCBRXOT7B2FgUPel"
    "gwS8zRzCVnzImsabC5srYkMpa0anlY9c62Nq1zbKmpECq37zN/ewTGV3uEnBn3vTCSAVWx"
    "TvNmrOPC0y1YKs0+uHDFaHkehVcu/xrpXgou8fk8Y6dhaPZEypcw7UJU3emH4Xj5n2hYHQ"
    "ivLczXzevnB1y4R2qVDxTB2CHJX8cKY/3qadrkqmOeboRhqS5xcV0EVjf8CK2O4yFC80Tf"
    "4RB2uQYCVtzfjQz731xLQj61TogpyH4txRHIbCRDvmYx9kl+Ocuq9KWXJgu7PcjuXfcIR2"
    "twMMjUSMbS5/OBZKz0rNJVQTM30JycMxPSyHYShLujCAdGEnTW5x0qR6KzpIRXfbgVp3ua"
    "luyIb1ukH0+T0PK08aCR3ye3czrUOCKvzSzewO8JTn80Qk8h5z3IlIUFzB8Wgj0dDxhj+e"
    "MEEKxck+NoVvGPbZxfe3XutUui5rgkMiGqz9MLuja2kXlnZhaRfHFAbj7B0Em9e0yNmcQK"
    "vdxOh8MkKVjyTy8GcZ7/W7SGKNAGzL2TTZ9Foro1aU2X1WrYMN3iMOmT51Nk1Gvkb7z6Rl"
    "r4eOEUpCA85t/p6tjbQ6yoscrt/9GyYOQ18v15wKDNggN/g35CWecFSteFNyM8wxwkfBIO"
    "Pem+papir7JCPtKB7D44O/VfzoGGN9YQ9De55qCXAJFvBjdMTGMzonOoZQiA7BDqgx55o/"
    "smBXRnThe7BrsVmY+DjR0vfD5f4tIwpJ9NdHVW4INvksJooGE+RJwt8fQxSbUpYoCeJ+CG"
    "RPtYi+LXqyQm/HCP5spwJbrIp2qI8l0bBWQNUQ+2Aj69B5oHSR1qXs30QdOExPJS/tjBUO"
    "G1YQe+N8kKskgqPyvaDAuDSEy1SEh1ryVooiRmfiXrrOqeu8cv4nOX1x+qa7CXrmrwRhrD"
    "UuKb3eZNYezqcC7WY1bw794al6h5vBJz4WeoAAw+MBDf0oNTEpwtjtLFQSMdk6YuYEJ04i"
    "n24SkXuBVN4RnHUQDpAwUMpPtDRXUcToo+SmUClR5NgNz0yWeWOihSyhwwBCR94Z4Imqzt"
    "sQGKTrJ2xfbdVd2s9b6Juf1r3pO2cJHNYZ31r7ReenBa3mwPlLHZzfvklM++TUfKALCkoN"
    "xquTRl5N4Rq3BbdmUr58I7/mBoFbkq2BYOwnE0zKOizwFgsau0jCgDeD+li9kCEmiDAuRX"
    "kqEQtmWUjlZ2ats3N28Hubu7j8rcxEqjZTEU9S+TSiLPQf4YWqyVi2jmXrNOIQlq1zUGwd"
    "vjPpgOKZgMnI4A1vroF7btqAg2/LE1jSruPdi08NAcP3kJjYoRVSaNZ8O6hOUC1EqSRpPG"
    "YhHRbufmReyxARW7Uf085yatmh2E6S3KR7J0zJ8yF4nslOK/xUHpxNyx5rS8SwJGO0DUXf"
    "lXw7HKCBLKBroIUsoGsMoFuoCdotzjgcH0IT4C0d0ZvNII+DQwTWOx4frV/30kG6WdMVJ+"
    "ooXvmeXa+2plH7q2ZNneMYL6YdTpohYP612wb9za7cCPx+DaizgGgzDJ4xJwnuvcBjMwg1"
    "A/ojbldo2ekOmwsvEybmA9arK9NvXIu7WtzV4q7HhLvaKklbJWmrJG2VpK2SNNcgtkrSpE"
    "owWyVphh1slaR5NrFVkrZKshcT2TbHTXEqb2rMyONRtrZF8rBWtq8gsKWKqBoU9VSytANB"
    "doTM3fsonA8FcTq6SqjhGcamyk23UAGGb2eggoDR9rnlo+pFDYgW1c7SGAa0kmxd2pYPky"
    "1VoiVMNftwW0VQpu85bZVc2Hs3qxjd0N5e4R5L/YxwXttqvODLG1hy9onXIzRSDT6l5Qob"
    "qQZZYUObCd2FCawh6hM5H2FQpIekJAHXYcl45kAE+R0+mCQ8OP2umuTdyz030xHE31knIx"
    "SPh7zII5O07ATLTrDshCPBe3ZcFbZLzw//xDPnuxiH+N2Zh+hrw5r2Ykb9e7e0oyJ+juk/"
    "+QO45CV8a0jNElv4KsJlM6CeCQwhq/FeDv7jZyKbYdoPl2WeHF+CGzeLmcuNhEelVzw777"
    "1Id7CFhdR3DqnjAjxGSN3itUY5R0OrA+0jgoS1GBX2zOGZykLrplvoWAb68VPMjvOzKLtF"
    "2Q1D2c0vx9zfUb7dCswDn6DYZctvneQYwPxEjqx/BiWcrAff+SVuWwB+NE8vb9vpTfT5wX"
    "gSy0lYOKdLXAyuMJDrcMgDe6/F5AFiT7Ikq7ccMJh5LA6jVVoFwe/D1lcI7uYnNfq9VWYw"
    "1nF+15YWWvDegvfHhCwdMHjPn9QQ7B0z7etQonfetHGaSV3W7AC36Fxi9zZ6D6v0zKFw2q"
    "yyxqUec2BvNmxDrdZNdbVYVXI49mIO88C1rloLN8jcPTHaaseY5eI2cxXJrv0ntMBrYKp+"
    "lc3DhHIJk9tV3s6wKaWY1bQMowl3zJezkNfuTDz9lt5Kb2Ibo4V42KGLsVaEzN7QQj0D7N"
    "1dt3k+4w1jk0cmWshmJWxWwqQNa0tZifTwPUhkvIuvtFHBFXfFVED8CueUsjW970pXua1h"
    "8agg0Q4ZR1j6LpysHMIeGDYAECBzTMcYwgsIOw4hlk9R62wkCYaGEzr2VK0l+753Z6y7uK"
    "OpPoNlEyfM4t8W/7b4t8W/Lf5t8e/+8G+OoebtftkDFt617rCzJxA1Ow/ry2Jzp8lcendr"
    "5OS3iy8fLr/8qr8FEhw3OSbinGsPGm25weQB46YcsZ4R3+f+nqEoqXQ7OzgKZckeHIXdbV"
    "yZM9Dk0B++PxBAXKKz6tLrzV5zMpZiBIJtCLVEmdrYwx7lhq8/zTxFTcxsVyHUXGl7j6xs"
    "qmIohjmmkiThTXCHe3j2kmCd/l6nEDR9t0MEcHgWssk/Ey1kk382+WeSC2BLkvZzlG+3Lq"
    "l4yPagffPyrxpHcltNKxyThgysOuI7SD13glQ2qroW7xqY6r4h05PGDDd+6bZIbMfyuhbt"
    "1uDSYpUUsjSJE4VLge8yJ1wGrsNC2T2NXyPGRNyHSTAR7X1ULdd6u+/mtmv4165vuib1YV"
    "uu2ay1zVrrbKkHgVLL1d82Z51uFqZnrOE5DclXW3TTqK3RYjFmW8hiMRaLMWnD6hGL2Vvk"
    "JPix6zpWF6/YFEOJa/X6Vktq7oy3lvZXDpnMcco1yMVhxDh7g9fAYc3bKo2K0mHn+Oqqoq"
    "h+bqoMoepNqdfHUDZqOrFRk42ajiZqslzfncROCP96YLYRvLVR+EgUKn8Xhj4ljaNOFfIV"
    "C9zBDbZlguwTDRtcxrI5OD/TOOU3K3vhkxzF30Jl/yaJkD99Db77+vVTafm9u6ySq759fn"
    "dx9YeX/1HbQitmm2KT87qpmhsnZAJmjNvsNLWZU+PojwWNYCPH9hfzBCc3zgSqS9JxGrY7"
    "uLknGnOihM9Bxwwi7xI+npFgepTs1dRx0WQS1cRM5xHl5YND7PJgMSwTLWQxLAMwrHwn6k"
    "Hd5pEAOuxbbfVc28MNZAJ8oHfJ9H0YxPTHmqL30lVuC27ABAVQQ5nERnDrdibnpYHnBw6u"
    "A3piOBYvmCD2hDXqsrGTjwV8no+z1ugKFL9a0/C1r5tu5gekcw3r+Jay/L0wBtFiXicW87"
    "KY19FEBHPQ3eiRRB5aRSu8r0sOOM7/nfiJAF+yv+itmKGJu/Mjfrv/8J5rPA5DX99OmdSA"
    "bXQeMIjhuZH4n1MwECyIBZjBFBtJV0PfTEXBAVvqM2UM/DzZhpQDL7y0VLT63b+RPDZi8N"
    "M+HbGYLjTh57qw4dgznHLoJiKsnATgb4YLJptO4CriDFTdrhO7QZwxD4E6VqyjxmYgJZnd"
    "QSEvX2ga5SNHkGMqOsTy2AV7XgtDEMwWsNhNLcQ3Pt4qO15SqomXnL58/afXv7x68zrzPr"
    "NP1jmddXOMIXKAl2U0jcJEZZPmva0uOeDN7Xd0EIK0xzKuHjADGId5E4ohA/7//rc4mwpY"
    "OyiUETso1PJW9x6oW8x/OBYqgGTtDFQQMNo+t7OQUTFzYxhWsZkYAzIxlk287cruRKandp"
    "PlMne3aavewn5rGFUbrH6VBCeNGS380m2RyIrkdRvTV18DyoP9Qjnq27xlMqMBxJb8n7yv"
    "If6d8t9gF4g5H+q5q17u2M8swnImonJJqXx/3XcNd4F4LqiJFz9Uy/HIttpAutQ0WtVm2i"
    "babKKtDpbYRNtBRt7FTaQCN69pblwSM5l2h14THhBLfr6DIR9pxAh/gcDw05Bzn/kIMsMW"
    "d4XlXNjI21upKGW6kThXOa2YAosVszR3dIopAn0kc5/G4v+qmau5aqMsZXJj1i+y6zRa6l"
    "HAzg6Zh8EUP5l360T94kWLeg64qrkXNX5XzQwEMQ20pioWRHafC+gUtsAaibPIUOQz5Uf8"
    "QN474t+JxGEgfwN/tit/IxYRB8tZHM6M9IDzW+ZGL8wNbh6R0zTDLJKnoGWUgswgdi4880"
    "vuWFyO2uWQ0vPfLp8xMap0/4YZ4HyJq29fvnSYL4E8gHsS6cHvW54tcZz0GGwuabkxQ+HG"
    "7IkDk1YQlDXePP4hvX6HG5HuDoTng2AYuaBivhnB/8FqmMH/jcM+XNutTIAQ82zwiTTsUR"
    "IyOfTL4g3x+sODJtMZx9gxTpeByCME6JETU9/v4czeipFwGx2Nia/n+JalBuz43vBTJE5t"
    "KZZZNufSBD9LeYI0W6bp+BiSUS7IeCbyDfn6ykav7d8mNIpCRd632SaZwJNssqN97T2om1"
    "P2ZRwF8Qd2x4Wbe74J2uevgw6amAkY3wMmPUlk9KfzupcjjtNWGOLpGgzxVIkhBpQvb230"
    "vSZqMgSPzq3MhIEzMp7RyZlD54t4lRWATug8NBp2v8eGbLNR0wjC5rVSEzTbA1sVD20Kd5"
    "9kaEnqfEnIxJDOSl6wSOJRHD7QQCcurIqZvHxu+FPi0gFjhI/oTfm+w92SPYWEYRJ30npN"
    "bgBqX0ZeDHG5IZofh0zFrqBjb078pqOCKXNOQua5lDVH79+unUkIPxqxMy4uwClkYHnIBW"
    "VOEjwE4bKHKY0fLt5ffj7/BEez+/JFBX5KN6PXtVPbBw0F49VorvPml4VMfu0/ez64zxS0"
    "OIGILQrnfPMXGXTZoy2dl8nLSnTOgr6RKQhoYDMZ8YcTu4qeVZpvMBgLJUHs+QUT7dEcDN"
    "+OQMVFbzRAUWR36KwuOHsF2macx+Og+4r9S2IqE6+Md8bbV33iLPQnKsZ0sz+aS5jsiEo+"
    "+hgCZqFnTtrpOIn81WkLp/PVaaPTiV+pooFOVMeK6PBmYfOg4BjJjLaM0CQaslHDfXe4K8"
    "ruqxmkBRtjEUwhziQi9wO0oi0GNd1COy8G3WETwogEg2mbaktBbSmoSa7AlkpB9zzkd6hH"
    "uqY1mkf/qifS7rZA19QT4KnluftuPQshKmFU2W82/cpdV5s7KVy0sTD3MqZzxiFDhA4RRX"
    "E5jJ4OMMKCD+E01EF1beHN5bb/OsmVVNr0uSLwYvpjAXEjg8fPNJm9/t7kx0j+9Vk5Tfpu"
    "n3BZ0Ab+w7n9eHF14QibY7TvXF5n66leFlv9rNyRyBbO8lVjC2er9rSFsweJNemW9z2psG"
    "9XjuUHjy18suIdTF1H/FrKLeBb35nz/Y/fnUUScyou2DUE3+ee49XmcHaKf1TNQs0k3IqY"
    "ydj7rWxh4fVE2NwKyXZOY4L7ad0G68qYchkzuJyd6v7QPjgJkhf9hcsAq8yWWCYL6yUIY6"
    "QXYo/9MInG6CCt9k8wHMMDT8NIMb+iXXFTUX6HVQUXv59/+nZ+cyn++O5LiDOocAZCZ9pU"
    "//VOdwnzAnByR+tto15ISmGTt7RzJ31SdBvzdfPM0UjdbpnI9ugx784Dx7HzMinfYYcL5f"
    "q38/cXHdy8SDbF4vtuR2Ju/0uD0XESgRLhNx6beNEtCjJrd9mhQT691LUGUnTHJKL3ic+3"
    "KiyEgvPkjgraQ8fMe5vEe3PevZZ29725p9dhPpcY8IH/if8RhZ3LhQh4OouxDmpGhAPt4X"
    "sIz4syzwyoZsaS2PGMzskI40CqYrdvqqitihteU3sZsxSJgpUUgCeGq6e3uYs91tHSHwsx"
    "S1YbbihLDo+7Ioqd7yjYIOX1HiG6gLTNUbhAuyij2HYHXP0uOzzg3l9dgCY7ueUIK024Ny"
    "4ONs5iNcT1gFN3JHYMxSm3dsOsSBq/VyKqH0bZhjnx7u/hOMvoxgFdIt6PDTx6OtB63D8j"
    "Oocwe5RECudwXRl2UcrkaEl45jiRG5+4MAoaXXUwwHSKkzkMBYakmhdk5YdE4XY0+4p1yS"
    "EUl96mLGS0TzwTHe14NzteVydSVc+Yg627ggkHX/fvHUpVQ4wUUa3eEjVBk9fRRTCOVguc"
    "bPqAIy3RUMybYklRzWZmL6YZJRPYiTsspoLkgAOw3JCP2cw8+Ze5PB85o17El5YBkVcAi2"
    "ckD84ReHF3KsJGY0FGg/QOO+do2uYLf0bpNPzIXAbw7nzfmZFHzW6evVVmYMEXy1Spg67W"
    "JU3e5G5q3poheCq4b3PQaqLq0dlcFlwSMrciSTjQMnm6DCPkQYiyJDetS3KdMIm5IyDtsq"
    "+SVTuWSwVFhCJ/53FD8kLK3qCiwQESOUlK9w0pSw4PkOJghPgbjtDuKXvpbqVVV1ATM726"
    "AFlMgykvKKXCBAavVZVTFNnWAVpjGnYwTAGvH6BhbLWU4RZKfRfNva0mZvreJr0WXSDdll"
    "ANaFltp4RKnBQ9qFqWLFxn9xvqAdNaz8UztqToK/DJri7f35w0+Fk9aNu80h0996qtkmte"
    "ZpvqqGz3PkhFd9vrWxdLVY8+E0umLsP/DO9OmuumxPdui+KpkReO/i6vbVlDxQcZINS8JK"
    "u3IllKnHvPpylZXt6aQz+CL5TR6OEqF0EHLoXpb3mtvCAIMQ/RVH+1mx9uMyoxU54dKGjr"
    "omxd1JEBRvBaKxZ1O75SKmt0jdTtzBvPcJc1hJB0H0Zz1eprp/Jc2uQMFlKfRf88n7eXlM"
    "TAMzi8xuFixanQARxchphkgHOCfrv48uFA5gQ1NYDeNH7D9EWAnZ97bEm/FTZKskBilnar"
    "9JKYyXDaTbYJxbzZs2m4dGUf4gWGo7JD3t4qSnHTrZOFLjEeDV5rus9eLZSyeTpaqCxuuo"
    "VS+k+6hM740c2Jq1WmhNG2C/lfpUW5K4gMmGv3OZzAnZEwKf4yF+yISpmkWKqLe2TcuiXA"
    "Fpl2EN146gqKZiMVZQZsJUERj0NnGiI4RO6xGA385YiwtrPOt2iYOIyJgpvf3AY8vd7k3S"
    "2rmfCx9lpSvUlE+TShtBe1TmP8vnlesl+zqtavUfMlGXPpdp+4yjllC42AJ8uelEwmEy0F"
    "Z9ebq1zxYuuV4/Wt1rtVTJvIout8pLKcydvHtfdPmnZN40FG1m5QA0vc0+wlHpRqvPS5gL"
    "lvvdhSsOCete980PNbz6fojaZRmOhNRKzKmeHIdBqMeCUMIA/Vu1VWm7OMQiwSxhpRWDLz"
    "/Ts1RzNdA3wCzBng4liE0b6mHkOIGHXLPZUlh8lJln/DEaaY7GiP47P5sfDQxTT5ex7HGO"
    "bxuZsZteuQ5iYT9QAv75KgKR93eLaxfHQTLWRpzgbQnAu90vvhORumbb09q62Oyxv3Zi0f"
    "OMW5w8ndN895v7TbmM5P1rBu8Wu3Fek2vXIj5fZrQOWgx/De4cMh6Pwt7io4QTGrvU5rqw"
    "W99fsj8T3QDvz3d9E+EUxG04/j8HudYLu9n9EchVBecQ90pTULgRfOo5C7fh5C+ojlaQh1"
    "Vq/iU/yF9Kv0H67lAFsOsOUAH1OwXlj67fM0BSGjg43rmKxYPtmGTz7n7V3h+RGVphMP2x"
    "Cl+fas2c0Q0jjydKizVtUmk5cbTdfGEj/VOAt5cp3xrCYSjmDJkinoX5ZQscyo3doq//xz"
    "C14rXNXcWhm/q8MrOkmg/U1S6GCo30XfrruUVbT/dI4dYBE54KTTjLUiysb2b5iYTLWSoe"
    "n1ZhikUxL0NowmvN37Pfwc7lV3BgwNYQtfNfex+cDIBEzm2fPpmiSKUypGgVHsYbTnOiwZ"
    "zyDed75jF7h6wLifZmoDLDo5f39z+XuXqRQYLKM9YvIARwYay5DaE0nIRtxCjbWvWRt1UZ"
    "NXyeUkXR/8iSW9MQ97OAxiytIQqg3vGI0eeS/0brap32AYFio8t9F2yjEzBSTUFDeWhYwO"
    "HWUj1IziF+UdOYVdsI5RN+/bG50mxf20dS9ETM6sb1R8EDp+CFFftF8T2D6cKiTtyFtvHg"
    "v1ZRnhKANLezHu2LK0F3PtMlDai23DOJClZPlJlp9k2OFi+Um7cK9sD0bbg/GkMxlMNnpt"
    "poPlnWA3E8LyLrSbKWG4naQT65Ctled5wRoBT2ml+d0QXqtCgj7BEifF8ujplrZzomVNWd"
    "aUZU2tGbHSsU3TMJEERSIibNswZj/kKHkG1I3TTDwoiAyCg/NePO9byZgCtcd8/iE8tOsg"
    "W8AR57aLtDeehI3oPxKvl1GjfQysfIRdsYOZFKIDpopII8ruEdiCRv59Z7I3iuzjkXLSWZ"
    "zO4SvMTjSjoL74l9Xs2dzPsSJmcpI2nQ0L3hEyE/tgV22lsaPHRt58ngjfvH48rZt7XRU1"
    "fPD1+caIQNsiPQ62thlCmyE82gzhcIe02SSU4RaySSiDDWWTUAYkoQ48PWInVBm9Ax1Udu"
    "R3OTe+OT3yez5ZfnN+pDCGfnOC5BwJv/8EtzmvaG9OaNSTIfriisRHNdOR/gGKkvKAMzdF"
    "ImRDrgSFS2P3bAKFv/M2gdIU+BxiKHzECZTCPti2sKMgYnQV8zXsakHsjVNsKqtmxp6c5Y"
    "pmhwQTJ/KYxhrfclmH3MPr221TRisXMDr0fek6p67zyvmf5PTF6RuFKfZURWBRc2NQc+xp"
    "0dCzfH0jjKc1LN/VChB94XUs0HtX+Mij93XlNuf6MgEzMnydqvO/8Oxs4UPXGcOzTsNoxX"
    "f/tAlBtYJ52buP8NQEn0WujXS6bWnLEGxTCnZbphWKIkZbBvv2SD7GAC1j8z0GWsimEQxI"
    "I9hall3UsuSU+X6UnNP1DVG1/vHQ+nUuHpElTV9dXN9cXb6/sXmxJyvZ7I7GV3QexvTix4"
    "JG3pwG8U3kTac8dVHL1zRd6q5L3ERcaEQzqVFcEGuRwhkT3xf8TtF1mjjY4EW2a1umgx+j"
    "JMB2xfnP8DmQ6Q7l8lBxFi7TiJAEDNmidQLVTn7Q1sfY9I5N79j0TnN6Z4AN7n67+PLh8s"
    "uv+saGjfaOjolY0e1xoy13t0sixcje5oSCvNzoxJqYkowLC44rQ7MIC7LyQ6I40NbMsM5F"
    "noRz7zKfw4faodNwR5k3oUXk+hmErRPuPqBO9g9bz+J4MWrajxoTOxUpkzHrjzc3vzniUd"
    "MkgvDWzpwgDKiYZ40rB42Gn+xr1jJ/KJ1NKZcwOcH5jk69IMC25CXtG7pBgb/F9HLNuYTJ"
    "VridrfBoELOKDdX9JIlEQ9K5zlZUkTJ6K4KAEXszFpYBxJrhw552nGPJWEpEghN1hxJM2r"
    "TlEGxjk2MmWsgmx2xyzLA9yzZ629XJfRhpm28LjnkosjTyG3ddUibJr2lTRAMhgUAr+HBH"
    "x5svwghU48KH2FoDAwcOZ0xwChj4r/TMeaCL2EmC2PPlLBFMjayc0FemXLbwC5tzLDafYv"
    "MpNp9yHPkU3GBG/B+196G5YKYkZDJ280UmT8TAB9hKebexdMN81ppUuP2pfrLLllCjhimq"
    "ckbnWf6KY8vAHGgK1+EzNrLDixGvLbpWyXCdvmiT4jp90Zzjwu8qFQWrmDbVbKxrw1eWMz"
    "pMvfb+yedg4iObxq6tZBzBu9ZuiFgQMhllw4AIH9VZgtPOHT3jkLZKsmXh4fxwbXuU5Uw3"
    "CTxp6hhwo2BZn3FmqaE1+4m4Lh6Jf0MiCCdOFFFX4du1kReF60ZxfuHG8Cst/0PBBF+atx"
    "DoLKJwvkCSmcN/Av9DvIIu56QFk0UIdnKdEBccEtmcse+hgVlyN4fTqB6Dbe9nlD0RilAR"
    "hBz8/+XgORy0XG+BUBRIGyCIx7MMORvR2Yju6CK6dNfowo9LZY2OIlK2FnPCJF4kvAZg/o"
    "QRllsbAIsbtkYoV5Yy3ASibffci6IwYm95gC1OHc7ScvkH/GzEMzDOhid0MtCrF20iPLiq"
    "0UT8u0o/Ck3M40lwx67s8sFjC5+sdAhyO1B1yR1pHzGUxEwPGFKP8B5e99Q/NMy5OE4Ky2"
    "CL7i1DwkQLWYaEAQyJA8/dH2O1ZQ4TXVGIAZUJ/No1bktAaRTl12/Elb4G1AGLjhMek/Le"
    "luIudWxo/aVKfCdKAqn+jLCCnZ7ERxFdQKyd9t6KkwiuxddLAfsU/zrZDq4CAvH7QlwJr9"
    "1IfPavk9wYJ2RJPHwdOFEglzuhPxYghPfLjJbh8N7kx6iu1pG8FX9mubZO+J1A0/gP5/bj"
    "xdWFU/pF5/LagXVQeOcsPmXxKYtPHT4+le+A7UPBXMbkcAMdpbzs/RnjpfAelrJh6QJz4t"
    "Cw5azoU5gfGFoGqsuabih8YjQRf+YBWUnhNrQ3k0J4CHYqjQkUDhedGD8qsOzNtazJKgvt"
    "Lop/qX2QeeOZkz9tyrJCc7kci3de7qk4q+A3t9d7WWh3en/RSe/4tCqNnzkvnGVazD7jVb"
    "n8Wk1+T2+mgBCARgEEDKqNqhlrr4iZzDDkW9REjlmchXzwAY/f0TQiP+VMcapix/4Np60A"
    "+dM1gPxpHZCvxX46bnlNuAfPfEfG+sYjT9kANzv752TFM4hn/JZOEvgQ/zq8wJ2lQesR+u"
    "nD67TSsa4YtkqkoHZkn/aePPYC2DPqam9u85EJDK7Jx1tnDkuNTCkTHasRxNt/Xw+xa+tY"
    "IJcYjAl4WyGEbvevb4ocAh11ZwJD0PZ7eKllP3b+qrvYNqXHfhJP1T5fdDrOWSZgulsm6C"
    "eiX2FTV8O9uWB80x7F4QNVTSlvxlkqYkZH7/wpwcsirfXec/gh9mV9LdfkBqBmOc99Xw1R"
    "QqbC9+nYmxO/qXKJKY9MIfNcypqj52/XziSEH42YDBR4HJEED+BAa6bDVTr9cPH+8vP5J9"
    "gr3JcvKhPA0z3mdW0b8UEtwXil1/enLGTyu/3Z8+E0p6DFCXNhJwHtSl8RwzLsjOUFYz/R"
    "cN57fu89NhqT8YyqcNgw9Clp8tmLchUL3IHgtkKk7BO9nBXmr4utlzzeEA5LHUjke/BBlA"
    "RnjnyvuH1wdTsEOwLj+QvBdOtiy3W469evn0q+zrvLanOsb5/fXUDAVVlASsNFVNTS65uu"
    "KDkU44lTomQaiMLQpiKZ7zCywjVGpK3BuLyOEYF2xBax+bNZJmymQLTjCzTLG02eyyLoNB"
    "FiWBKkajVLbbTURkttbEttVGxKPeg9Z84VZkobYoOu+1lb/Tdv82pr7Jv/uGYuuNKM7RiQ"
    "3caDg3LvvalsE1okOJ5VRjyA/wfOxRTMwLi3t2Zm+NPuqSRVFv9QSa70phTCy/W8SVsfa/"
    "mHln94bHnNAx4QLk+FlBkiCkrLhBDYR10+r8cpD67uAoz3PyRcbtsapskljLbM9cfzn05/"
    "fpNapnQGnglj8VZVgnTA4hA7N4bg0xkyvV08sE6SLpfY/YzlLkij6OOxIBH8xTGsIw6V8H"
    "QLbJSLRfuzcIu5OkbhTIoVUG+zGQoiQ8iWpt1WxGOnIGPWT4UG42i16IWP81RbyOrkcTif"
    "e51rm0vSJgPxN3zTwocdUolzGASUu07a9qmJmm+c9IE5tU3kvj2efcU0A3j2RpuqHpbpY7"
    "gDQQcbigkNDawsaGu2hSxoaxZo2ytYa5jStXauLvCsmbBsQiAcO2mAY8WX7iYYNr9sI/h6"
    "HUIAMvP4rCNwhhkiPlmrK5d3ouRHvAQlFC0LO91hc1v4Uvl4cYFwtbStHeeayJpHr6sXFy"
    "8B4m+8WJwXiruOuuNh8bNkMSngdhbePbHwroV3jwbePfi+bq4jfg17d8epK2QOsbn45DUz"
    "NM+CrIiZzC1Pmx/6YfjANKqQ162ybQyFPPhGoLJ4C2v3sGw/9WkQ2DSklmsMSpqGUUMb0M"
    "1mKMoPZ0kQU9Qfk6kWWJ5ev/uMRcENuEs8P/bAK8ff0/cAwmjCF8M9ztrAthZtgb+tYuVU"
    "OdCu+VTOJUx+7SGmTzN64oGLvlf3hsT9p+88NkpD3JoRNpGdC4ID4TqnU8+kTficGV7w+J"
    "YfERBCURan0S/PiucWfIa5pxhLC8wiO4MhJhG5T1NGnWjrihvs0KJpiNvJoI1WS42F6xAv"
    "43+jUZbDqgiWUw/hzL9TDatfW62jlDe3Sck1hXuDP5MapWy7PZXqVPSomxFUipucFbx8ou"
    "J3PeSphNrpADllycMCcnwC5hvPSDA9yh4kOQSs+1KUJYfToqaI4Mm/4QjtbpvTGwnDWzLA"
    "cCyUnoqaS6gmZvoSkodjelgOw1CWtWEAa8NOEdjiFAH1VnSQiu62A7VVeG1DNm5sA2d0vA"
    "+jSPBPT9YxZQqXua04M6CgksRG+syNmLe5gJAXQjGk74ccQ8Ib8j3HWfhEQBNILU9/5xnj"
    "0zrjMHxAXGnOe6OdSSgx4G09m8KwHf3kZoLO3wpqk6MZbImj5cBYDsyxhc/YXcinJOrUli"
    "gXHE66h++huH3K6rr0yIDlTu9DXv3oOiwUfEi8pLAJO0ueMuXNboxKHHDepsJj8kPSgFFn"
    "EhXL3aOIOU4TDwXwUflZWTweK6bpoava12/vPl04v11dvL+8vpRZ7Gyt8i/LZri6OP9USx"
    "zc6XXIzARMzl3zoiFJL+nJDjtgly0IY9q7Wi7UbUfb5RhReNSUw7T91dHjZgWOBNNj/OUS"
    "Ji+T29nKTZmWwsFPTwxDWX/HAp3LQ57H3UNx4csVQ4pArX3Ro0LYaFQ96/KU2W14RrNJDx"
    "MtZLF0A7D06pbUg9IzzDAf9mqI+jvvZTo1kYoN/uhTGh3O/L7zGnuG2T8gvfFkHcIurnDb"
    "geuT7OIWuHqZbFlGsp0A/PyUZ3bmYNOJ/Ou88dSSTy8jvs9pgdiyHjvtMIikFR0Dd/KLjf"
    "0EhYJS5LyAslsg3QLpFkg/DiD94NueIUk43WNdXNJY+Lf/giHed02rdCuXGIbe+ePi6sLx"
    "OOytrOxdypRGRP+ReBGduE5Bbv9mQXRyFM9ggc1CX+XjN6cm6qJm5yiueX6CTz6QLkSQjv"
    "PkcLIhuYmIPnrqbqZrJgznIubOF77yQMeiVQl37Rh5pGc4YZX/F+PrRVQAYc9M+P+Vc0en"
    "YCQU2VOFyR1htHN9iULYZAgWnfO0FosPT0fdE805w7bExBD3jpeZ4MI6xmKDUrRX30c3gv"
    "ADgXezBzZsjboWeB8m8H6M1QZ8j7S1BjY/0jU/0mdixDCN6x4w+tmQtto+8IKDLpvQgZUb"
    "yJzgukRInjZskwnJ05abUyG3YqR0Id3AiDdxyF2Y8EFFKVAguh9w+hB+KuZbqYCcfu6oTG"
    "XAcTCHP47ByyUNSnyPcC3IKcdZK84kgsAT39aGsUlCUeUQNe2/GSXVT6qrVtWp09Yl8EVl"
    "0ylVe9p0yhFG2uvQsV6i7R1CY/lGHhs+rrWCJyf6yGUuY7xVsuGCzxiOFxTIpR8iwSAOjT"
    "ZM/Rxvb6C6rOmGwidGE/FnHpCVMt+qbalIJmB0o9UvZF4vQEAnFDk1+aLq1vXztE2ZCFzV"
    "3PfztFYmUnFt21qjIrY7m5zoOhO4SGRMIOqFw3tXDvorG2nK0Q+G1cTEP3PofBGv8omA4l"
    "vVvNZWpmtV4fNyTYXPy3qFTyEMqbv/TTtcWcjcxnh8igY8K+r+78lkSiGW4znml2fOCz5Y"
    "K5a7H3atJJjv9FvbpudsJotJnDRsZps7F+fSRu9ssoU0hbu2dsy23LT48Ms+zaBOHH5Zpx"
    "jVl50FTMQiuOd33vJtUaemPdIi9Tg/sPviD9nqzRbaz6s3ayX/vPvKcrbCbyM+dzcINecH"
    "7Lq4k2+f8Oc/ekQ9YGPTKVGWNfu8uCbzhQ9HBjgYExJNnOzRs/nWfLBV6vcS4VFxrIWwBz"
    "pJvV6OqxrC12P8b9Kb4JuLDGaCL6fsjbHqAvMYO7PQU/mtNIpUGdpm22QCQ7DM+3BC+VRr"
    "0DUjU7ifh+kkuLnnGzFRmUSMjjBLp+OVlaVMPoww1pBL4BmOF2dL8AtwLSAF3JDgg9PodV"
    "ZAJjCEFZCz7lHt6AgbQKrnGhzF4QMNFOdCM6hbETMa0uVPme3/Ou97z6CGRPi0tV2TG5C6"
    "l1EY7wtEGodMlfylY29O/KYKKqbcUITMcylrjra/XTuTEH40YmdcHJ2dwEmChyBc9rC9fA"
    "Bv8/P5J4ib3ZcvKoFcutG8roXUOK0iGK9Gc52XvCxk8hv+2fPhZKGgxdZ9ePp+s7FVHni5"
    "nVrsZXID6bBX81q8rCCbRL6HBWtJcObI94f7mLiKHcLTEYRTmAzrV5W1Ehjp460KWbMj6b"
    "zhXlxrVSuzeLzJmBkxcq5ebYhWIWpyRFDqwdeLaXaA1uY67oTbqsSNRnBrbfm2vYa2sst1"
    "4OBVZAc2QyczkBihVOgcg2WkJBvVKBvEspis8B/M69A1/8DIeetKWDeXw/VQw7qr7O+t4d"
    "y86uq2pXEDKY2zNVcm1VylW1IPWs+qS37Pb2mIAbpuZvplWOUdXm2IPdcHpeZZVyBUMGGb"
    "CqHCS7S5ROgcPML5POG3yfokVHqY1cuAWktt7loGF6UPrCzHYXJE69paH1ulY6t0bJXOsQ"
    "UCjadlM+5SEDGa7nlN4eiIvXG6ubqO+EXeNajKE+oEubx53QJxefO6EXDBryoefrpT1/fZ"
    "JiC/KGK0i//SdU5d55XzP8npi9M3T7JCz/A+9sFTr4DN3OdU1uilIJnP45D30Qo5gKVHft"
    "s2F8E2X7TNF7dMA7HNF43MVw2k+WIQxopTuZkznV5vckrqlvOhPZaFn/QHLF477GafFhnw"
    "nHjbW890C9kEgokWsgkEkxIIfSYODNO4OU3bDnx2jd4R3lbNho+tyVpDnKgSMfm37toUTP"
    "m6zbkXB7FuCKxzlI84MYmmNObUxLwg1kXg447yVjA4MOY+pvw/liRQ5c/6vfPmee7/Osn1"
    "XNq6uCLxYlANBHX4JJkxsh6I3uTHKFdd3uZNLpQTLg6qxH84tx8vri4c8eYgoO9cXss3R9"
    "WzrfpZuT12eoXUVUPHOPW3OndK/6Jix7mRsEbDbzZfof7d5uurv72AWHURw3qdz7248quq"
    "79S/p7qy+ksxnS+QaFv5kcrH6vtXLqreeuyHAchg3F25e/0b9Q/Uryv+hk0i2iRiYyxuk4"
    "gHlUTUbb20+55LHfy4Dx6D/XPF8WJzCNnFh6xpvBmNrIiZDUqStM8VuFX3cHeEgw3FJOc0"
    "JrhP1m3RnEApyuw+hVLY/O4Sz4+9gD3Hn+2w78GTPWJ9EJxy4TLAUYvo8aLVgvZFiFtMos"
    "RkqpXZSq83wyj4e/pGwV4n2brBXoqr/dshjLyp10Ax2Zxgz6V32KLvy8WtrurTHDu2T+Tx"
    "oCmZ9ZqbXingWdNMtC5rcvKk3PW16JM5BGJy0/D6SsZXEQ62N5RK2nRTiYfljUmII/4APP"
    "QlrmJcfUaNrzJOoghLYBXhbON6KkvtcCKfbvPKy5jOeess7NyDgRLW9bavTOyZoBXRBUSE"
    "MYe+2mu7ImXu/EM8OgRqyHsp8ZagsBImfKg1/4hDCHxAIkkbJYvxEE77vgO9t3vAynZsNb"
    "2A31G1uVpfGlqXHkyBPMet8wJ5OO15hzI8+ZFPRJmIXsgDWJQTW8rF80ZVjfJ+4fh6QZA1"
    "kl0WNNZYk/juFtubF7p726cwmKKN+KLiBb4xr832fcabaOK0Fb4G5xD+oxX3teslAWg6CR"
    "Qw29r+/JmMub2R8x1Pemntl0XfWkaMnMWjLsMQaqImu1xIQA3oEl98bWXb2a0GAMyitn1G"
    "YPOa8G6mWsvmkPDmPHWp+36UJQfW5UBulfJvOEK7WwaokZnCwsJU5u7bWUktazzn0OOBss"
    "hXIAGkdfWAQWZrpj60p/Cq5Y02n8g0mYs4tbCcJfSabqEKDaedkSpCJp9XfMqNfNwS5I7A"
    "xzDMZfnXBvCv03eoB2XnXNObwk0PZ7m0NUBlF2lgC6/x33qwxQdxR/M66DzJd2trAbVPWz"
    "LEFURFV5fvb+rVCBWPqo+FAXe94Tc1zx5dnTGdGgW1j9rCHLZc4YDLFc6n04hO4VGveGLt"
    "ZG31QvVit10xw4ikcnI2KxdsUd0wp2CMsRMi0QpHrIgtC9tEKbG/dhLKjlI5ii0qDir1CZ"
    "bPbfncjcjaIcLtls99WHzuc5y+XBts7ApWBWdSiKYTnCqGjKTQQxIZn5o0I9lYXTlITjgr"
    "c0pYEnWcJnr6uhU//PUafnh9FsSwWhmdXPx+/unb+c3XK/1VmrHEyV17fvj22xjppev3kK"
    "rvlDrmZDBBP9KZ6tp3rh7Wm94cxFTA7BY45xGoFvw2cNvwgcsjD81of4PPNfLhvNDVfipk"
    "tgU+hUjkolhrInSPj/6MOX/++f9xeKOxCbbYc0DZNHrEQwDcwOs4gU9juKqH6pTebDTzpj"
    "N9I6VSZlvp22JxCFaaeNq7WCpitn0+e5OJb9Tc78XPWooWl5ut5Ot8tg8nKgZOvIQXfOVM"
    "QopTjWOH/hhT7GjH18Ei9PXRtK2Z4+ULPXuI6wdnEIggh2CNU83VcTqs5UGcfyQkwmhuCM"
    "b4k6Yx/jQsY2BHSpoaBGsbTLfHnzW3qj8Pa6sKvOJeZbwxNBfHn4e1ONAYMUXcsXCaG2+T"
    "P2va5M+Dssmf/4zWIM4sCSYRnZhvkLmqxnpdVKGsqjbMIBiYs9ikkGJOfuipWVxvtpo/Qv"
    "xvmJ4RpJ5gmndCHz2ibniyRu1qcbOtcE3mC5+PJ+SP7mSPLodN31E/XMIBERoFDfKG47rA"
    "d1nI3EI1AX3zA0GMMN0T8s31Fan5cRt6wadShr/7MxwgLXE9r5hwqM9j1bLELt5+VJ82Ol"
    "6TNNtAJYgc86XrUNdbz2d9zFHo10La2Hhd1GwblQDyIdnonng+nWifIlUx08+Re84dwCEX"
    "JRKCMyWPlDcJiKK9DUGSO6y2DWpyphtBcazsSeVxGBPFyPs1G1Im0XEf6qbm57qKvk7mJi"
    "axGcKPyHvUVXtVcCja9yJHPLohBph4+Pt3iTqaa+7MV5V7Uoe+XYXUEKrNSbCSzuwMt3ix"
    "94/h2aZhtHIzrxaOgAjr+tFsYsGcOQ9BuAxwTpWYkYf1CUhDg8O9D9f3qT39bIuGJs4ob9"
    "NAJmAlJ1kcIXm0qZFKEyf8id1TdlkvZF7fFHdzAaotETbRQrbm1ICaU1jPPeg5Lw66Skyq"
    "qNPbsdpqON+u1frddzXXO8Ko7wX0ZG0ZV3aV27J+664osLFuS6pekoKwxophE82sS2A6WQ"
    "Yhz3E4XxBMMGJcyoEZeFGoXy/t6uumyuqvtFJVmJZfXCsBq16VDgLJXwk7+AO/tYViNXva"
    "QrGD9PXFPlF7F5orxTIBo0vFisVFTrrzI3h75nyXN/mOX/IyMLHVegysrNUstFSJ9OZ1i0"
    "qkN68bK5HwKxugt1ur41nI6FG2TSyd3u0O4rKM8dGgfNyhHLUWNTHVHvjOa7aZLImY3LIL"
    "W37wTTDtKjtA81hQy0ALWVDLAFBLHoE96PpDfieDtK13xOt26rLQof6x3Rd0WD9/e1Cxed"
    "22uhy9rbeKog9iaL+ti5T2dLIWos0vc1titLQksbm5VpAzsJ4xZ+HzXTzgPKzspm85jY5g"
    "7xjXWcKrNxPTv71gkcR1VkVvN1WCtIW/VViY30KB02aPoJiNbfFZi89afPY4EB+xP9TehW"
    "Z8NhMwGp/lo2ww5YXlkjNsGpptjC7fSCX7WbRC7NYa6rRNcy64qrk51GmtOZfY6hVOTTPz"
    "MBfZJefwpTbnEE3CeAmHJ1KS4sHpxKSSMnG+1vXfTDzMJXY/FLiTe0nRAjGTrgQmJ7q0lt"
    "4GY7DJJ2nncDRJGw/lZA8+FPeiYLGqu9nSVFUx822UPfHwjGSRUBMtZJFQA5DQfFn3CtUZ"
    "pnPtzautsmv7eAuNV0/pPhSf3tO8mQVdzvfW2m9weBqmFewb1MPSujb98wvXuS1hPT5iWK"
    "drPqfv3NExEehONs6Xt3NRds1vJbGha36WQcDHFR/lA8gVGF2ZNVnmUcKaiBNW/E5xdwvm"
    "nVgwz4J5RwPmbQjH1g2qtiFZbyu5QtvKd/j6dts4o70ktDtTvNRec1itmj9tsTuLy1El5+"
    "WeKufzA7KObG8edJBLGw1zYwUxbHk6Fb/bnm8AJwtTves39Efjy55KdNL1zvLyWKftiH4i"
    "6XB1FoeLRS+Dti/+62Y9dJqdNJ++fvk1vXw9nirGleiA2bnEEOrnb0XXWOqIoW28R4oBKD"
    "Z2aNFReiYwBJ3fZOp+xkQzmrfOGIIznlSbU8YgDNy/DdLU0oinlhQQw6Z0WlHU7IZOn2vj"
    "QHioU8Qd2DOZazOkxwd2RA3Gq9FccTw3ukRlIZPJ0589H9YsBZ1OWHF7isPwwQVnCXTPkc"
    "+xn2gc2z27Rzz7N4rDBxroWKEqZrIdbvhTFi0Ansa+9C1OVn2F1+SGpfFlFMb7GgU1DpkK"
    "GKFjb078BlxEilRPYiHzXMqao/Bv184khB+NxNg6oXM8ifO9XzaG5V2CiLOIPEy/MCcJeP"
    "egHg4EOAg+n3/6w+kL96WguuR7f3po14fQjUkEu+BkhCGiNlahEDZ6VSBVmoPTfMZq4FAS"
    "+R6N8lL9tOxQ/F1iMKsGJWM/wIYCb9YsGMwFjQeb8FkNs4ZrSwaHZg/LxDDRQpaJYQATw1"
    "ZLbbdaqnjo9qBoWfh3Ke9mkJo1Tmrtyr/cYTGUY4Fv/VpyhVwWrVgVckluZlN8DTAbR8dJ"
    "mgIqlTLVuRQtrm9X3BQk8zv4UlHdVL0yJUkUN6UyhcLyJCxPoh5pWp7EIfIk5L5RX9ZNiE"
    "MuYLQT/tJ1Tl3nlfM/yemL0ze8s5+stelKluhvLjscNXWFt0vGp7JGp+IFFUJ08sbVFUYP"
    "2HzRkKz88NgQJ79dfPlw+eVX3e0NKRH3JBLN2Tpp/9VpC+2/Om3UPn5lORGGciLg58dJFG"
    "EqUWP/r0gZfQjIESaw/6BNwGXAodPjfSVhFpEXRl6sUHa7racov8PN58vXq8/nn/RdK06H"
    "SwLmYCLmHucZ8/4OzLn3ovZdtLZO0Ur5ejqZyIqUuaREPAHCe5xaTIk8kjHjNQkDuC//iA"
    "c4cshPnpnBotj2KbHes5XwYBSLGBbwO1RhmHdh6FPSwCFSSFcMdAfi27JQ9oleGIKRPViA"
    "oxDPmEMChvPj4jBvWB1ReAjG26xi49RAUErLKbSnHzTvvn79VDpo3l1WT5Jvn99dwCqr5D"
    "cVtAqEiPD1CpN4JDkgGmusSXx3i+3NC926/k9hMEUb8UUVp5S8MfF9Mc0sK5WZk5VW+9ue"
    "Fxh26R01ZcTWpZsrgqanmovZZXDOpiHlTeCNzydLdFWv+UJBZijsSREiihbDfIEQ+HWP+A"
    "7/T6SHrfZPoOSK9b25pzPnryxk8jqpTN5KLYC7E3Md794JcNfiYxJ0WkH3TtJjo3BBFYHj"
    "Wl+gIDUQH0BYAc8HFnt8ijUCnT3NMevxdL9LJuDXjzoQyyqSA+SXwbm+lBCXsyAJ62VgYC"
    "fumNRlE5Vy7VFeFTV5k5Jsys6K388xLlWs7/vWBU02zrXkd0PciFDLk63U25khgJ9m/a8r"
    "faiJGj7FVNoAVD4jkxTyWsr8Fp+yyE1hyBx4RBrmndKQZcke0pA7w4cLprijU6xUiZwlDe"
    "L2mZFDyjuymETdEtFlycG9ARL/FDgAJgngZegDuRncG3DvBR6bdXoFKqKDewf6mks8OJun"
    "JBLNYSE1MZPdIexaLvcoMLVhDqq7mZltGxkOwEiWPm+ihSx93gD6vG1k+CRld2hkmB/PPW"
    "jcvBEk2od5W1XX3BpDZ5BcJcEtAgobZpDkl7ntafWjZS6yeQiJs4jCMWVMJFdTYqFoOyia"
    "2S/zaaSTEIyEGVhFR/Un3mpDd8NZ6E8UZHzLq7e8+sbYxvLqDyrSlVtA7WVoniaSSxhN7k"
    "bnQ26dplCKkyDA369voY38vVxid6GQ/pCQjvz5vjPv+BwjOLNlNkQrj6ISNruJVKb2FGQE"
    "l0A8u4N9l/weGCn9TGcZ3fvqATnrBrQUhHY/o6VwyNwlnh97AXuOv6d9vtzIoYBgqYKrJi"
    "iuDE4dL0Z37V63zfg22EO278T+Hbc1sIytte+/1n7f4eo1uFjl+KrhErdlmMqyq9tEqCQS"
    "zY3ynkZIoPt7eJcd5G+zxsBMXkmCKQ+HILRyBfkR90XBxIerlOHrtn5nQ2zbWGiuashfvN"
    "hGvjbytZHv4Ue+x1dRru0I9RabcSpJc9u5dfzPmqjRyr/MxpTm7BnD9s5qY9+uhqlKDsQu"
    "nNhmvFmOobIGp8vK2NjjzbBXvHwjCGOH+H7aIJv7gvuPj7lyx2Giytaur67JhMyF8Cq1NZ"
    "ycuy8ytG17sc86852nA3ZYxadOpLanvm0/PWAROIvADcFKB4PAwWkh3pVmBI5f4rZF4LKr"
    "NyJw79EtANcnliVjwcTBUsMMKqtjaa0k1qFiludh0S6Ldh0n2sWwLUugovY2Ri9FEXNjly"
    "uPUSY6A/HEKnh5qDeGIw5hde8pionDWBSFt9R1dr25ir5M8zP7hRJZMh5TOqGqI6rxTS7K"
    "mK5hHp5kT7wvwJb3B9RQcS4wCP2Kx91b3zDYVX09/ZZkBqHiJcVeLOljGzkzbR283cvYtJ"
    "3oXDadwElp3JXlI6VEfPB3bNBgdvOJDVPW1pmon0Fru7TRMvJi7HI4PDMd12Q2FiIy66be"
    "juiMt+RsvmwcGx/GVhzVxhtQtUZye++xkwT80SYj/rQaR0td0Nx19F5lCTkYz0WzYfZIpr"
    "vx/dvbCa9ngsFoHqNnbPcpYDBjRqPyXqr6b35VzHTtswWJ6MTFt9uLZPNVbMyBLOJ0O5Lv"
    "fxkj3JtZ+HRELYtkEuYaQ7br5puQ6EXMUm+3Mg2yW9/bvs2QLCYdwcCy5OGBgZwMwhP0R9"
    "nmxKYcTUDxbbcMsy1ku2UY0C3Dpt8PL/1+Q+cLrFU8WZuBz65yWybh46LAxjz8LS/Jy6Rl"
    "cwU5P9KZkUeK/vQ4nM/DAHPv2OmYR0FkCqrnHrb4L+7vBRTnIYD7x3DoRj2Hv/VfU+T/K1"
    "n/f53khiotQm4BvBieDzNofGyIlM9cSW/yY6TQ9YhfgAaRC+6E3wd0j/9wbj9eXF044hVE"
    "b9K5vJY9Q6oTHlVTH8teaHpFNuJz0vxpG8n0ye1ESfzWMiLqMallRBxi8JOu+7ZE1/R6o7"
    "tefPAY7McrBx/WdcSvpXgo31I7kV1PX7xowXaFqxrprvy7crBTfPKaGZrH7FXETCYd3+aN"
    "mXqp8d/KdD2Rh6pboLnOJJfYfWuGzlZgDn0kfoKP4zqEpXvfFGKb4MyBZwKHkpefwA4T+o"
    "+FpuSYYOilIflTS1DkHxBGWlVBZalBWOwie2Q58c33wF9jrrOk2BREwNo8P8+4LbkR92+f"
    "OY0Juh861inKmNHoBH+2gzvBdzpWCm2CMDagcCsmU631kl5vhjU6tZ25DaOJJOFUbYI73H"
    "2YBMgU2b9tBjbZ9WXHRJEhc12Pd4aonQ+qrf3sEzsf1M4HNXU+qE1sN47uGc+wbv4Yk9o5"
    "yqz7UpQlhzetBQNa+Tccod2PZWYLTwcNcWBLOe3SzjplGeMZDvJxh2cbyzwx0UKWeWIA80"
    "Su6R50/SG/k0Ha1tuz2uq4vHEf/WwWvUO7rZKHMpjlJomCK06UPllP9cmvc9uSfUBkFOUy"
    "7fg+d3RMBL0BQ1m8B++iEYiolke8M3CmGX2E98dvoPF0uMmGnrXZosm76uXwG9cA/rX89V"
    "Q0tuVSQhUFUoyltFhKS2PQc4jwxxFTWhT7R/tqWoWw8X698X08y9u3dsrF7IzL7cwbz5z8"
    "adNyWbSKK3D9l/vqv5IflO31XhYy+uUXqk99DkOUPrzWnR00j2lGzcnY227aCYc50yPR5R"
    "Jm8+dWfMCRTq+WXdPnOA2prvp1s42kwCCoWLdp8o/HNIysmGCTYvYWNp/9U0hEDxAdA+QS"
    "Q2iSnRlAsC6dKXk0gFRFoyhUdAlew0JMBYag85tM3c+Yw5/8rTMOsQgnmDhzyhgxoSO5IE"
    "NCEMcwcFKgZs3T7uqiZs+6+0xJ5ufgtgNm4U8uonqcMp0xRp+lJFEzxt9hbVQwXo3mOpSR"
    "spDJ+cjPng9LV5BairtUHIYPxjQHWd8DbLsNwHa1Y4l2HwULYDewPel7Q0evLbfz2pvGl1"
    "F7vnPvTMOj6s6VngRc78UOXKTWE2pfzbjqWHxLoL0mZzQMwevW+dMWYQjDEDl3M/3BNkIx"
    "yx6WjmKihSwdxQA6im2E0n8jlIaTu1c9Yy1Qzm0wSd1dz++22q/7NGa2o7lGSOF9GNx705"
    "P1M2EKF7ptJ8OgDOoqFWoxopkXymBeLZYlzIRhIRm5g0hJdOGXzQcF7ST/NdUc5qfdTElc"
    "Kfx5cqBy4Y9UDZz5W+0K15JULEnFklSOiaRS2zXare6amPFe/pr92NBVXPDn6/t0yzisLm"
    "i8odKjcYBmsnGygRaycbIBcXK++/Yaxhmmc+0zpq2ya8ftZo1XQ5ynvuLlKMsgpWueF63f"
    "7/rRaVKgLMCL8yAIYyK1UYuRa9e468JjiQmQ8uUtAmN4NVkYlPpLkDzAFSEtkQGtKhbWll"
    "eGv3Vco0wgVdgTHONZGKlDY3X5BvYrzeGr+icNATVvoWpjbRtr21j7mGPtQdHgtWeqSTaY"
    "bNLIt+2UAX/mvOCdanJgExsFEhza4u+t/1ZDknldUc6wEs15ryCpcw/hZMP21bJRkDioR5"
    "7MJMzmTKJJgmR+R6MzMSF+DI80DaOVK5s5iX89M4YoeUcVA5Ob2zFnAiZXMNwUNO06N/Cj"
    "DmxKf8Fbm9OIOaY/FP5Cc/FIer3pil9iG0yXHwNYy2FoAQnOelCCFM0GKIiYbIPbGbzzsv"
    "e4CHyeMWEUQ01h28mtn5N2tC3l8rC97kU3BMglEZOJzNidRMAgugR9ExIgR8ezHZ6JbCpx"
    "GGayqUQDLWRTiQakEo+UEronGqhNKe4upXgFrvHV5fubE4W724O+zevDp+npttVzyds3qg"
    "nfBlJzayrz0/nLCxoufMonkBSpx5J27PLi+mU6sySdbY8N5u/qWFnvN1cmeOvDMet8Zu3R"
    "lTb9atOvdUTPpl8PETc6yBGTlzjaq9fxkq9+bpHUePVzY04Dv6q3mhfqU2p/czOy0g2MNg"
    "dvEAT750QU7nA+E6w6nMrCzpwAm89K5LYt7L7tdmVzLxjpp11LUmanXj9RhMtF8lXkn758"
    "+3wBfrbsVYCfBKFzh3PYzMi+osU7mKQoZbZJfuUH7MCsIjPHnmp0WHOrrbLUgMcYvs/+ED"
    "EGFA4ZL5IGlHnd93DK//oVbHj+ibv4OPbr4vzL/ptzHctwY1lG6kqyVcgoUqzkOWRomtdj"
    "IxKNZ94jVZGx1o3kq0gaPo7vBl0A3NLmIYbFIug9k1biUTOGyxjugvMWkx7mgfY4dc/m4u"
    "1ot1o8ZUd8GYmI2CSi2RaySUQDkoh2wNHBDTg6p5E3np0o0iryG3ddRoXk12zKpaQ2qetV"
    "kbeo5Cj08g2NzVBbbtDSiE/LN+i/gs0K2kpNR3MK4BFcbGXM1wz6FkRMBhrbq7jMWP+5Db"
    "gLVzUz1n+uwbu4qDQ0LC8/QO2+bFUP8HJNPcDLej0A/GKsZKQjKNLESM9EhjDWoLW2e0WI"
    "3HJAhDd4p/LOdnmY/fv/B+jlkvw="
)
