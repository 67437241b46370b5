"""Indexed lists."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

SQLITE_UPGRADE = r"""
DROP INDEX IF EXISTS "idx_experiment__space_i_dbcdf7";
DROP INDEX IF EXISTS "idx_experiment__space_i_30ce80";
DROP INDEX IF EXISTS "idx_experiment__space_i_41de6d";
DROP INDEX IF EXISTS "idx_experiment__dataset_fd2f75";
DROP INDEX IF EXISTS "idx_experiment__space_i_ee24e8";
DROP INDEX IF EXISTS "idx_experiment__evaluat_af2bee";
DROP INDEX IF EXISTS "idx_experiment__space_i_58554a";
DROP INDEX IF EXISTS "idx_experiment__space_i_299dad";
DROP INDEX IF EXISTS "idx_experiment_eval_ta_207ecb";
DROP INDEX IF EXISTS "idx_experiment_prompt__394741";
DROP INDEX IF EXISTS "idx_experiment_dataset_0eaead";
DROP INDEX IF EXISTS "idx_experiment_space_i_3be1f6";
DROP INDEX IF EXISTS "idx_evaluator_v_space_i_8b1bd9";
DROP INDEX IF EXISTS "idx_evaluator_r_space_i_abaf75";
DROP INDEX IF EXISTS "idx_evaluator_space_i_6267d1";
DROP INDEX IF EXISTS "idx_eval_target_eval_ta_8cd9f6";
DROP INDEX IF EXISTS "idx_eval_target_space_i_0a89a2";
DROP INDEX IF EXISTS "idx_eval_target_space_i_00ae67";
DROP INDEX IF EXISTS "idx_eval_target_space_i_623669";
DROP INDEX IF EXISTS "idx_eval_target_prompt__330d61";
DROP INDEX IF EXISTS "idx_dataset_ver_space_i_a944a9";
DROP INDEX IF EXISTS "idx_dataset_sch_space_i_b4a3de";
DROP INDEX IF EXISTS "idx_dataset_ite_space_i_034da3";
DROP INDEX IF EXISTS "idx_dataset_io__dataset_82cc09";
DROP INDEX IF EXISTS "idx_dataset_io__space_i_12462a";
DROP INDEX IF EXISTS "idx_dataset_space_i_74acc7";
DROP INDEX IF EXISTS "idx_prompt_labe_space_i_39bbdc";
DROP INDEX IF EXISTS "idx_prompt_draf_space_i_5ca95a";
DROP INDEX IF EXISTS "idx_prompt_draf_user_id_b24b73";
DROP INDEX IF EXISTS "idx_prompt_comm_parent__4f7d3e";
DROP INDEX IF EXISTS "idx_prompt_comm_space_i_45b113";
DROP INDEX IF EXISTS "idx_prompt_space_i_4bd391";
DROP INDEX IF EXISTS "idx_model_reque_space_i_8c013f";
DROP INDEX IF EXISTS "idx_llm_connect_space_i_60b98a";
DROP INDEX IF EXISTS "idx_space_membe_user_id_a868ab";
DROP INDEX IF EXISTS "idx_space_membe_space_i_b809ef";
DROP INDEX IF EXISTS "idx_space_organiz_ca278d";
DROP INDEX IF EXISTS "idx_membership__organiz_3a3324";
DROP INDEX IF EXISTS "idx_membership__space_i_94c737";
DROP INDEX IF EXISTS "idx_login_sessi_user_id_62a4ab";
DROP INDEX IF EXISTS "idx_api_key_organiz_677338";
DROP INDEX IF EXISTS "idx_api_key_space_i_9ab5bd";
DROP INDEX IF EXISTS "idx_api_key_user_id_a3e0be";
CREATE INDEX "idx_api_key_user_id_a3633c" ON "api_key" ("user_id", "id");
CREATE INDEX "idx_api_key_space_i_3b43dc" ON "api_key" ("space_id", "id");
CREATE INDEX "idx_api_key_organiz_f7a8e4" ON "api_key" ("organization_id", "id");
CREATE INDEX "idx_login_sessi_user_id_da7530" ON "login_session" ("user_id", "id");
CREATE INDEX "idx_membership__space_i_042e4a" ON "membership_invitation" ("space_id", "id");
CREATE INDEX "idx_membership__organiz_25aebe" ON "membership_invitation" ("organization_id", "id");
CREATE INDEX "idx_organizatio_organiz_2f3520" ON "organization_membership" ("organization_id", "id");
CREATE INDEX "idx_space_organiz_780e03" ON "space" ("organization_id", "updated_at", "id");
CREATE INDEX "idx_space_organiz_73dd05" ON "space" ("organization_id", "id");
CREATE INDEX "idx_space_organiz_9a9901" ON "space" ("organization_id", "name", "id");
CREATE INDEX "idx_space_membe_user_id_0db26e" ON "space_membership" ("user_id", "id");
CREATE INDEX "idx_space_membe_space_i_d72b3b" ON "space_membership" ("space_id", "id");
CREATE INDEX "idx_llm_connect_space_i_bbb6e3" ON "llm_connection" ("space_id", "id");
CREATE INDEX "idx_llm_connect_space_i_6ef348" ON "llm_connection" ("space_id", "updated_at", "id");
CREATE INDEX "idx_model_reque_connect_d1660b" ON "model_request_record" ("connection_id", "id");
CREATE INDEX "idx_prompt_space_i_9ca980" ON "prompt" ("space_id", "id");
CREATE INDEX "idx_prompt_comm_parent__e11ec0" ON "prompt_commit" ("parent_id", "sequence", "id");
CREATE INDEX "idx_prompt_comm_parent__534e35" ON "prompt_commit" ("parent_id", "id");
CREATE INDEX "idx_prompt_draf_user_id_62015f" ON "prompt_draft" ("user_id", "id");
CREATE INDEX "idx_dataset_space_i_8d7c3d" ON "dataset" ("space_id", "id");
CREATE INDEX "idx_dataset_io__dataset_3e3649" ON "dataset_io_job" ("dataset_id", "id");
CREATE INDEX "idx_eval_target_space_i_70f195" ON "eval_target" ("space_id", "id");
CREATE INDEX "idx_eval_target_prompt__ac842e" ON "eval_target" ("prompt_id", "id");
CREATE INDEX "idx_eval_target_eval_ta_78d511" ON "eval_target_version" ("eval_target_id", "id");
CREATE INDEX "idx_evaluator_space_i_9fcadd" ON "evaluator" ("space_id", "id");
CREATE INDEX "idx_experiment_eval_ta_c29132" ON "experiment" ("eval_target_version_id", "id");
CREATE INDEX "idx_experiment_prompt__0b3dbb" ON "experiment" ("prompt_commit_id", "updated_at", "id");
CREATE INDEX "idx_experiment_eval_ta_a1dba0" ON "experiment" ("eval_target_version_id", "updated_at", "id");
CREATE INDEX "idx_experiment_dataset_382831" ON "experiment" ("dataset_version_id", "updated_at", "id");
CREATE INDEX "idx_experiment_prompt__65b6ec" ON "experiment" ("prompt_commit_id", "id");
CREATE INDEX "idx_experiment_dataset_ab50a1" ON "experiment" ("dataset_version_id", "id");
CREATE INDEX "idx_experiment_space_i_15bdd1" ON "experiment" ("space_id", "id");
CREATE INDEX "idx_experiment__evaluat_62de4a" ON "experiment_evaluator" ("evaluator_version_id", "id");
CREATE INDEX "idx_experiment__dataset_ad46ec" ON "experiment_item_result" ("dataset_item_id", "id");
"""

POSTGRES_UPGRADE = r"""
DROP INDEX IF EXISTS "idx_experiment__space_i_dbcdf7";
DROP INDEX IF EXISTS "idx_experiment__space_i_30ce80";
DROP INDEX IF EXISTS "idx_experiment__space_i_41de6d";
DROP INDEX IF EXISTS "idx_experiment__dataset_fd2f75";
DROP INDEX IF EXISTS "idx_experiment__space_i_ee24e8";
DROP INDEX IF EXISTS "idx_experiment__evaluat_af2bee";
DROP INDEX IF EXISTS "idx_experiment__space_i_58554a";
DROP INDEX IF EXISTS "idx_experiment__space_i_299dad";
DROP INDEX IF EXISTS "idx_experiment_eval_ta_207ecb";
DROP INDEX IF EXISTS "idx_experiment_prompt__394741";
DROP INDEX IF EXISTS "idx_experiment_dataset_0eaead";
DROP INDEX IF EXISTS "idx_experiment_space_i_3be1f6";
DROP INDEX IF EXISTS "idx_evaluator_v_space_i_8b1bd9";
DROP INDEX IF EXISTS "idx_evaluator_r_space_i_abaf75";
DROP INDEX IF EXISTS "idx_evaluator_space_i_6267d1";
DROP INDEX IF EXISTS "idx_eval_target_eval_ta_8cd9f6";
DROP INDEX IF EXISTS "idx_eval_target_space_i_0a89a2";
DROP INDEX IF EXISTS "idx_eval_target_space_i_00ae67";
DROP INDEX IF EXISTS "idx_eval_target_space_i_623669";
DROP INDEX IF EXISTS "idx_eval_target_prompt__330d61";
DROP INDEX IF EXISTS "idx_dataset_ver_space_i_a944a9";
DROP INDEX IF EXISTS "idx_dataset_sch_space_i_b4a3de";
DROP INDEX IF EXISTS "idx_dataset_ite_space_i_034da3";
DROP INDEX IF EXISTS "idx_dataset_io__dataset_82cc09";
DROP INDEX IF EXISTS "idx_dataset_io__space_i_12462a";
DROP INDEX IF EXISTS "idx_dataset_space_i_74acc7";
DROP INDEX IF EXISTS "idx_prompt_labe_space_i_39bbdc";
DROP INDEX IF EXISTS "idx_prompt_draf_space_i_5ca95a";
DROP INDEX IF EXISTS "idx_prompt_draf_user_id_b24b73";
DROP INDEX IF EXISTS "idx_prompt_comm_parent__4f7d3e";
DROP INDEX IF EXISTS "idx_prompt_comm_space_i_45b113";
DROP INDEX IF EXISTS "idx_prompt_space_i_4bd391";
DROP INDEX IF EXISTS "idx_model_reque_space_i_8c013f";
DROP INDEX IF EXISTS "idx_llm_connect_space_i_60b98a";
DROP INDEX IF EXISTS "idx_space_membe_user_id_a868ab";
DROP INDEX IF EXISTS "idx_space_membe_space_i_b809ef";
DROP INDEX IF EXISTS "idx_space_organiz_ca278d";
DROP INDEX IF EXISTS "idx_membership__organiz_3a3324";
DROP INDEX IF EXISTS "idx_membership__space_i_94c737";
DROP INDEX IF EXISTS "idx_login_sessi_user_id_62a4ab";
DROP INDEX IF EXISTS "idx_api_key_organiz_677338";
DROP INDEX IF EXISTS "idx_api_key_space_i_9ab5bd";
DROP INDEX IF EXISTS "idx_api_key_user_id_a3e0be";
CREATE INDEX "idx_api_key_user_id_a3633c" ON "api_key" ("user_id", "id");
CREATE INDEX "idx_api_key_space_i_3b43dc" ON "api_key" ("space_id", "id");
CREATE INDEX "idx_api_key_organiz_f7a8e4" ON "api_key" ("organization_id", "id");
CREATE INDEX "idx_login_sessi_user_id_da7530" ON "login_session" ("user_id", "id");
CREATE INDEX "idx_membership__space_i_042e4a" ON "membership_invitation" ("space_id", "id");
CREATE INDEX "idx_membership__organiz_25aebe" ON "membership_invitation" ("organization_id", "id");
CREATE INDEX "idx_organizatio_organiz_2f3520" ON "organization_membership" ("organization_id", "id");
CREATE INDEX "idx_space_organiz_780e03" ON "space" ("organization_id", "updated_at", "id");
CREATE INDEX "idx_space_organiz_73dd05" ON "space" ("organization_id", "id");
CREATE INDEX "idx_space_organiz_9a9901" ON "space" ("organization_id", "name", "id");
CREATE INDEX "idx_space_membe_user_id_0db26e" ON "space_membership" ("user_id", "id");
CREATE INDEX "idx_space_membe_space_i_d72b3b" ON "space_membership" ("space_id", "id");
CREATE INDEX "idx_llm_connect_space_i_bbb6e3" ON "llm_connection" ("space_id", "id");
CREATE INDEX "idx_llm_connect_space_i_6ef348" ON "llm_connection" ("space_id", "updated_at", "id");
CREATE INDEX "idx_model_reque_connect_d1660b" ON "model_request_record" ("connection_id", "id");
CREATE INDEX "idx_prompt_space_i_9ca980" ON "prompt" ("space_id", "id");
CREATE INDEX "idx_prompt_comm_parent__e11ec0" ON "prompt_commit" ("parent_id", "sequence", "id");
CREATE INDEX "idx_prompt_comm_parent__534e35" ON "prompt_commit" ("parent_id", "id");
CREATE INDEX "idx_prompt_draf_user_id_62015f" ON "prompt_draft" ("user_id", "id");
CREATE INDEX "idx_dataset_space_i_8d7c3d" ON "dataset" ("space_id", "id");
CREATE INDEX "idx_dataset_io__dataset_3e3649" ON "dataset_io_job" ("dataset_id", "id");
CREATE INDEX "idx_eval_target_space_i_70f195" ON "eval_target" ("space_id", "id");
CREATE INDEX "idx_eval_target_prompt__ac842e" ON "eval_target" ("prompt_id", "id");
CREATE INDEX "idx_eval_target_eval_ta_78d511" ON "eval_target_version" ("eval_target_id", "id");
CREATE INDEX "idx_evaluator_space_i_9fcadd" ON "evaluator" ("space_id", "id");
CREATE INDEX "idx_experiment_eval_ta_c29132" ON "experiment" ("eval_target_version_id", "id");
CREATE INDEX "idx_experiment_prompt__0b3dbb" ON "experiment" ("prompt_commit_id", "updated_at", "id");
CREATE INDEX "idx_experiment_eval_ta_a1dba0" ON "experiment" ("eval_target_version_id", "updated_at", "id");
CREATE INDEX "idx_experiment_dataset_382831" ON "experiment" ("dataset_version_id", "updated_at", "id");
CREATE INDEX "idx_experiment_prompt__65b6ec" ON "experiment" ("prompt_commit_id", "id");
CREATE INDEX "idx_experiment_dataset_ab50a1" ON "experiment" ("dataset_version_id", "id");
CREATE INDEX "idx_experiment_space_i_15bdd1" ON "experiment" ("space_id", "id");
CREATE INDEX "idx_experiment__evaluat_62de4a" ON "experiment_evaluator" ("evaluator_version_id", "id");
CREATE INDEX "idx_experiment__dataset_ad46ec" ON "experiment_item_result" ("dataset_item_id", "id");
CREATE INDEX IF NOT EXISTS "idx_api_key_user_id_a3633c" ON "api_key" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "idx_api_key_space_i_3b43dc" ON "api_key" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_api_key_organiz_f7a8e4" ON "api_key" ("organization_id", "id");
CREATE INDEX IF NOT EXISTS "idx_login_sessi_user_id_da7530" ON "login_session" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "idx_membership__space_i_042e4a" ON "membership_invitation" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_membership__organiz_25aebe" ON "membership_invitation" ("organization_id", "id");
CREATE INDEX IF NOT EXISTS "idx_organizatio_organiz_2f3520" ON "organization_membership" ("organization_id", "id");
CREATE INDEX IF NOT EXISTS "idx_space_organiz_780e03" ON "space" ("organization_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_space_organiz_73dd05" ON "space" ("organization_id", "id");
CREATE INDEX IF NOT EXISTS "idx_space_organiz_9a9901" ON "space" ("organization_id", "name", "id");
CREATE INDEX IF NOT EXISTS "idx_space_membe_user_id_0db26e" ON "space_membership" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "idx_space_membe_space_i_d72b3b" ON "space_membership" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_llm_connect_space_i_bbb6e3" ON "llm_connection" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_llm_connect_space_i_6ef348" ON "llm_connection" ("space_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_model_reque_connect_d1660b" ON "model_request_record" ("connection_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_space_i_9ca980" ON "prompt" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_comm_parent__e11ec0" ON "prompt_commit" ("parent_id", "sequence", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_comm_parent__534e35" ON "prompt_commit" ("parent_id", "id");
CREATE INDEX IF NOT EXISTS "idx_prompt_draf_user_id_62015f" ON "prompt_draft" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "idx_dataset_space_i_8d7c3d" ON "dataset" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_dataset_io__dataset_3e3649" ON "dataset_io_job" ("dataset_id", "id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_space_i_70f195" ON "eval_target" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_prompt__ac842e" ON "eval_target" ("prompt_id", "id");
CREATE INDEX IF NOT EXISTS "idx_eval_target_eval_ta_78d511" ON "eval_target_version" ("eval_target_id", "id");
CREATE INDEX IF NOT EXISTS "idx_evaluator_space_i_9fcadd" ON "evaluator" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_eval_ta_c29132" ON "experiment" ("eval_target_version_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_prompt__0b3dbb" ON "experiment" ("prompt_commit_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_eval_ta_a1dba0" ON "experiment" ("eval_target_version_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_dataset_382831" ON "experiment" ("dataset_version_id", "updated_at", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_prompt__65b6ec" ON "experiment" ("prompt_commit_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_dataset_ab50a1" ON "experiment" ("dataset_version_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment_space_i_15bdd1" ON "experiment" ("space_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__evaluat_62de4a" ON "experiment_evaluator" ("evaluator_version_id", "id");
CREATE INDEX IF NOT EXISTS "idx_experiment__dataset_ad46ec" ON "experiment_item_result" ("dataset_item_id", "id");
"""

SQLITE_DOWNGRADE = r"""
DROP INDEX IF EXISTS "idx_experiment__dataset_ad46ec";
DROP INDEX IF EXISTS "idx_experiment__evaluat_62de4a";
DROP INDEX IF EXISTS "idx_experiment_space_i_15bdd1";
DROP INDEX IF EXISTS "idx_experiment_dataset_ab50a1";
DROP INDEX IF EXISTS "idx_experiment_prompt__65b6ec";
DROP INDEX IF EXISTS "idx_experiment_dataset_382831";
DROP INDEX IF EXISTS "idx_experiment_eval_ta_a1dba0";
DROP INDEX IF EXISTS "idx_experiment_prompt__0b3dbb";
DROP INDEX IF EXISTS "idx_experiment_eval_ta_c29132";
DROP INDEX IF EXISTS "idx_evaluator_space_i_9fcadd";
DROP INDEX IF EXISTS "idx_eval_target_eval_ta_78d511";
DROP INDEX IF EXISTS "idx_eval_target_prompt__ac842e";
DROP INDEX IF EXISTS "idx_eval_target_space_i_70f195";
DROP INDEX IF EXISTS "idx_dataset_io__dataset_3e3649";
DROP INDEX IF EXISTS "idx_dataset_space_i_8d7c3d";
DROP INDEX IF EXISTS "idx_prompt_draf_user_id_62015f";
DROP INDEX IF EXISTS "idx_prompt_comm_parent__534e35";
DROP INDEX IF EXISTS "idx_prompt_comm_parent__e11ec0";
DROP INDEX IF EXISTS "idx_prompt_space_i_9ca980";
DROP INDEX IF EXISTS "idx_model_reque_connect_d1660b";
DROP INDEX IF EXISTS "idx_llm_connect_space_i_6ef348";
DROP INDEX IF EXISTS "idx_llm_connect_space_i_bbb6e3";
DROP INDEX IF EXISTS "idx_space_membe_space_i_d72b3b";
DROP INDEX IF EXISTS "idx_space_membe_user_id_0db26e";
DROP INDEX IF EXISTS "idx_space_organiz_9a9901";
DROP INDEX IF EXISTS "idx_space_organiz_73dd05";
DROP INDEX IF EXISTS "idx_space_organiz_780e03";
DROP INDEX IF EXISTS "idx_organizatio_organiz_2f3520";
DROP INDEX IF EXISTS "idx_membership__organiz_25aebe";
DROP INDEX IF EXISTS "idx_membership__space_i_042e4a";
DROP INDEX IF EXISTS "idx_login_sessi_user_id_da7530";
DROP INDEX IF EXISTS "idx_api_key_organiz_f7a8e4";
DROP INDEX IF EXISTS "idx_api_key_space_i_3b43dc";
DROP INDEX IF EXISTS "idx_api_key_user_id_a3633c";
CREATE INDEX "idx_api_key_user_id_a3e0be" ON "api_key" ("user_id");
CREATE INDEX "idx_api_key_space_i_9ab5bd" ON "api_key" ("space_id");
CREATE INDEX "idx_api_key_organiz_677338" ON "api_key" ("organization_id");
CREATE INDEX "idx_login_sessi_user_id_62a4ab" ON "login_session" ("user_id");
CREATE INDEX "idx_membership__space_i_94c737" ON "membership_invitation" ("space_id");
CREATE INDEX "idx_membership__organiz_3a3324" ON "membership_invitation" ("organization_id");
CREATE INDEX "idx_space_organiz_ca278d" ON "space" ("organization_id");
CREATE INDEX "idx_space_membe_space_i_b809ef" ON "space_membership" ("space_id");
CREATE INDEX "idx_space_membe_user_id_a868ab" ON "space_membership" ("user_id");
CREATE INDEX "idx_llm_connect_space_i_60b98a" ON "llm_connection" ("space_id");
CREATE INDEX "idx_model_reque_space_i_8c013f" ON "model_request_record" ("space_id");
CREATE INDEX "idx_prompt_space_i_4bd391" ON "prompt" ("space_id");
CREATE INDEX "idx_prompt_comm_space_i_45b113" ON "prompt_commit" ("space_id");
CREATE INDEX "idx_prompt_comm_parent__4f7d3e" ON "prompt_commit" ("parent_id");
CREATE INDEX "idx_prompt_draf_user_id_b24b73" ON "prompt_draft" ("user_id");
CREATE INDEX "idx_prompt_draf_space_i_5ca95a" ON "prompt_draft" ("space_id");
CREATE INDEX "idx_prompt_labe_space_i_39bbdc" ON "prompt_label" ("space_id");
CREATE INDEX "idx_dataset_space_i_74acc7" ON "dataset" ("space_id");
CREATE INDEX "idx_dataset_io__space_i_12462a" ON "dataset_io_job" ("space_id");
CREATE INDEX "idx_dataset_io__dataset_82cc09" ON "dataset_io_job" ("dataset_id");
CREATE INDEX "idx_dataset_ite_space_i_034da3" ON "dataset_item" ("space_id");
CREATE INDEX "idx_dataset_sch_space_i_b4a3de" ON "dataset_schema" ("space_id");
CREATE INDEX "idx_dataset_ver_space_i_a944a9" ON "dataset_version" ("space_id");
CREATE INDEX "idx_eval_target_prompt__330d61" ON "eval_target" ("prompt_id");
CREATE INDEX "idx_eval_target_space_i_623669" ON "eval_target" ("space_id");
CREATE INDEX "idx_eval_target_space_i_00ae67" ON "eval_target_record" ("space_id");
CREATE INDEX "idx_eval_target_space_i_0a89a2" ON "eval_target_version" ("space_id");
CREATE INDEX "idx_eval_target_eval_ta_8cd9f6" ON "eval_target_version" ("eval_target_id");
CREATE INDEX "idx_evaluator_space_i_6267d1" ON "evaluator" ("space_id");
CREATE INDEX "idx_evaluator_r_space_i_abaf75" ON "evaluator_record" ("space_id");
CREATE INDEX "idx_evaluator_v_space_i_8b1bd9" ON "evaluator_version" ("space_id");
CREATE INDEX "idx_experiment_space_i_3be1f6" ON "experiment" ("space_id");
CREATE INDEX "idx_experiment_dataset_0eaead" ON "experiment" ("dataset_version_id");
CREATE INDEX "idx_experiment_prompt__394741" ON "experiment" ("prompt_commit_id");
CREATE INDEX "idx_experiment_eval_ta_207ecb" ON "experiment" ("eval_target_version_id");
CREATE INDEX "idx_experiment__space_i_299dad" ON "experiment_aggregate_result" ("space_id");
CREATE INDEX "idx_experiment__space_i_58554a" ON "experiment_evaluator" ("space_id");
CREATE INDEX "idx_experiment__evaluat_af2bee" ON "experiment_evaluator" ("evaluator_version_id");
CREATE INDEX "idx_experiment__space_i_ee24e8" ON "experiment_item_result" ("space_id");
CREATE INDEX "idx_experiment__dataset_fd2f75" ON "experiment_item_result" ("dataset_item_id");
CREATE INDEX "idx_experiment__space_i_41de6d" ON "experiment_run" ("space_id", "id");
CREATE INDEX "idx_experiment__space_i_30ce80" ON "experiment_run" ("space_id");
CREATE INDEX "idx_experiment__space_i_dbcdf7" ON "experiment_stats" ("space_id");
"""

POSTGRES_DOWNGRADE = r"""
DROP INDEX IF EXISTS "idx_experiment__dataset_ad46ec";
DROP INDEX IF EXISTS "idx_experiment__evaluat_62de4a";
DROP INDEX IF EXISTS "idx_experiment_space_i_15bdd1";
DROP INDEX IF EXISTS "idx_experiment_dataset_ab50a1";
DROP INDEX IF EXISTS "idx_experiment_prompt__65b6ec";
DROP INDEX IF EXISTS "idx_experiment_dataset_382831";
DROP INDEX IF EXISTS "idx_experiment_eval_ta_a1dba0";
DROP INDEX IF EXISTS "idx_experiment_prompt__0b3dbb";
DROP INDEX IF EXISTS "idx_experiment_eval_ta_c29132";
DROP INDEX IF EXISTS "idx_evaluator_space_i_9fcadd";
DROP INDEX IF EXISTS "idx_eval_target_eval_ta_78d511";
DROP INDEX IF EXISTS "idx_eval_target_prompt__ac842e";
DROP INDEX IF EXISTS "idx_eval_target_space_i_70f195";
DROP INDEX IF EXISTS "idx_dataset_io__dataset_3e3649";
DROP INDEX IF EXISTS "idx_dataset_space_i_8d7c3d";
DROP INDEX IF EXISTS "idx_prompt_draf_user_id_62015f";
DROP INDEX IF EXISTS "idx_prompt_comm_parent__534e35";
DROP INDEX IF EXISTS "idx_prompt_comm_parent__e11ec0";
DROP INDEX IF EXISTS "idx_prompt_space_i_9ca980";
DROP INDEX IF EXISTS "idx_model_reque_connect_d1660b";
DROP INDEX IF EXISTS "idx_llm_connect_space_i_6ef348";
DROP INDEX IF EXISTS "idx_llm_connect_space_i_bbb6e3";
DROP INDEX IF EXISTS "idx_space_membe_space_i_d72b3b";
DROP INDEX IF EXISTS "idx_space_membe_user_id_0db26e";
DROP INDEX IF EXISTS "idx_space_organiz_9a9901";
DROP INDEX IF EXISTS "idx_space_organiz_73dd05";
DROP INDEX IF EXISTS "idx_space_organiz_780e03";
DROP INDEX IF EXISTS "idx_organizatio_organiz_2f3520";
DROP INDEX IF EXISTS "idx_membership__organiz_25aebe";
DROP INDEX IF EXISTS "idx_membership__space_i_042e4a";
DROP INDEX IF EXISTS "idx_login_sessi_user_id_da7530";
DROP INDEX IF EXISTS "idx_api_key_organiz_f7a8e4";
DROP INDEX IF EXISTS "idx_api_key_space_i_3b43dc";
DROP INDEX IF EXISTS "idx_api_key_user_id_a3633c";
CREATE INDEX "idx_api_key_user_id_a3e0be" ON "api_key" ("user_id");
CREATE INDEX "idx_api_key_space_i_9ab5bd" ON "api_key" ("space_id");
CREATE INDEX "idx_api_key_organiz_677338" ON "api_key" ("organization_id");
CREATE INDEX "idx_login_sessi_user_id_62a4ab" ON "login_session" ("user_id");
CREATE INDEX "idx_membership__space_i_94c737" ON "membership_invitation" ("space_id");
CREATE INDEX "idx_membership__organiz_3a3324" ON "membership_invitation" ("organization_id");
CREATE INDEX "idx_space_organiz_ca278d" ON "space" ("organization_id");
CREATE INDEX "idx_space_membe_space_i_b809ef" ON "space_membership" ("space_id");
CREATE INDEX "idx_space_membe_user_id_a868ab" ON "space_membership" ("user_id");
CREATE INDEX "idx_llm_connect_space_i_60b98a" ON "llm_connection" ("space_id");
CREATE INDEX "idx_model_reque_space_i_8c013f" ON "model_request_record" ("space_id");
CREATE INDEX "idx_prompt_space_i_4bd391" ON "prompt" ("space_id");
CREATE INDEX "idx_prompt_comm_space_i_45b113" ON "prompt_commit" ("space_id");
CREATE INDEX "idx_prompt_comm_parent__4f7d3e" ON "prompt_commit" ("parent_id");
CREATE INDEX "idx_prompt_draf_user_id_b24b73" ON "prompt_draft" ("user_id");
CREATE INDEX "idx_prompt_draf_space_i_5ca95a" ON "prompt_draft" ("space_id");
CREATE INDEX "idx_prompt_labe_space_i_39bbdc" ON "prompt_label" ("space_id");
CREATE INDEX "idx_dataset_space_i_74acc7" ON "dataset" ("space_id");
CREATE INDEX "idx_dataset_io__space_i_12462a" ON "dataset_io_job" ("space_id");
CREATE INDEX "idx_dataset_io__dataset_82cc09" ON "dataset_io_job" ("dataset_id");
CREATE INDEX "idx_dataset_ite_space_i_034da3" ON "dataset_item" ("space_id");
CREATE INDEX "idx_dataset_sch_space_i_b4a3de" ON "dataset_schema" ("space_id");
CREATE INDEX "idx_dataset_ver_space_i_a944a9" ON "dataset_version" ("space_id");
CREATE INDEX "idx_eval_target_prompt__330d61" ON "eval_target" ("prompt_id");
CREATE INDEX "idx_eval_target_space_i_623669" ON "eval_target" ("space_id");
CREATE INDEX "idx_eval_target_space_i_00ae67" ON "eval_target_record" ("space_id");
CREATE INDEX "idx_eval_target_space_i_0a89a2" ON "eval_target_version" ("space_id");
CREATE INDEX "idx_eval_target_eval_ta_8cd9f6" ON "eval_target_version" ("eval_target_id");
CREATE INDEX "idx_evaluator_space_i_6267d1" ON "evaluator" ("space_id");
CREATE INDEX "idx_evaluator_r_space_i_abaf75" ON "evaluator_record" ("space_id");
CREATE INDEX "idx_evaluator_v_space_i_8b1bd9" ON "evaluator_version" ("space_id");
CREATE INDEX "idx_experiment_space_i_3be1f6" ON "experiment" ("space_id");
CREATE INDEX "idx_experiment_dataset_0eaead" ON "experiment" ("dataset_version_id");
CREATE INDEX "idx_experiment_prompt__394741" ON "experiment" ("prompt_commit_id");
CREATE INDEX "idx_experiment_eval_ta_207ecb" ON "experiment" ("eval_target_version_id");
CREATE INDEX "idx_experiment__space_i_299dad" ON "experiment_aggregate_result" ("space_id");
CREATE INDEX "idx_experiment__space_i_58554a" ON "experiment_evaluator" ("space_id");
CREATE INDEX "idx_experiment__evaluat_af2bee" ON "experiment_evaluator" ("evaluator_version_id");
CREATE INDEX "idx_experiment__space_i_ee24e8" ON "experiment_item_result" ("space_id");
CREATE INDEX "idx_experiment__dataset_fd2f75" ON "experiment_item_result" ("dataset_item_id");
CREATE INDEX "idx_experiment__space_i_41de6d" ON "experiment_run" ("space_id", "id");
CREATE INDEX "idx_experiment__space_i_30ce80" ON "experiment_run" ("space_id");
CREATE INDEX "idx_experiment__space_i_dbcdf7" ON "experiment_stats" ("space_id");
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_UPGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_UPGRADE


async def downgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_DOWNGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_DOWNGRADE


MODELS_STATE = (
    "eJztfetz2ziy77/C0pfZreJkE+cxOcmtW+U4PhPv5jHXdiZbZ3ZLoURI4pgitAQZxbtn/v"
    "fbDfD9kACakkAJX2ZikU1R3UCjn7/+z2hJXeKzR7+EdEoY+wh/jV5Z/xkFzhL/0XTZtkbO"
    "apVfxA8iZ+Lz+1fixnGQ3jlhUehMI7g2c3xG4COXsGnorSKPBkhxbuG9VhAvJyS0nMC1og"
    "WxkufAv53IWjp3hFmey6y1Fy0sL3qEj3bpFJ7tBfMHPSUOvH/FZBzROQGKEJ712z/hYy9w"
    "yXfC0j9Xd+OZR3y3xBvxZfgQfm0c3a/451dB9N/8ZnzJyXhK/XgZlAlW99GCBhmFF0T46Z"
    "wEJHQi4ha4FcS+nzA3/Ui8MnwQhTHJ3tXNP3DJzIl95DlSi7fIPxuNxx8/3Y5vLm/H41FN"
    "HilFgbnJR1MaoCzhXRlnwxxf4cezJ89+evby6YtnL+EW/prZJz/9Ib46544g5Dz6eDv6g1"
    "93IkfcwZmdczeidySoM/di4YTN3M0IKsyFl+7C3PSDnLv5Au7O3tFH+HmML04aVBboggIT"
    "+CWxUGqrvEUQS+f72CfBPFrAn0/PNnD91/Pri3fn1396evZnfDaFnSm27cfkyhm/hILJBb"
    "EgThhNiBONnaguj7fA0shbkmaZVGkronET4kfpPzQS1JcFCUpKxHdYZDHHc4W0vMjyvW+E"
    "SUppg1Rurz5c3tyef/gFn7Rk7F8+Z+z57SVeOeOf3lc+/dOLigSzh1hfrm7fWfin9T+fPl"
    "5yrlMWzUP+jfl9t/8zwndy4oiCtl6PHbfIuvTj9KM/UAvO7go7FT+YONO7tRO649oVekbb"
    "7q1fWp4tq584gTPnskRu4nsmB9Ff6aTpfMKPN55Lvyc3SBxHU8f3rYhajhWSucciEhLXms"
    "XBFG9JdqrDrHsS4V0snk4JcV/zpRLStTWnsL/XuHg8fmPTWbWLr9h+kP0GqtCJYs6YMA7G"
    "zgy+ePTP1vPNcxvONrd5o4t793Wsjf5PxiwQ+aMpDckjONgfBWQ99tz/O1Lc6jc0jJg1ub"
    "dQBVl0hqYCyEpW/4qD8L/Ozp4+/ens8dMXL58/++mn5y8fZydi/dKmo/HN1c94OpZ2d/IB"
    "KAEvSj+4/PnyessZOg0J8r2D4i5THkptN8l56tPp3SNQTcpi/pLsmDVsraXjkhPR3MWznP"
    "9fwaZK79fepOK6MVssHisq1hi+rpsx9fKxhDH18nGrMYWXysaUE87jJcEvq0nhr4wGzVIo"
    "EVX3ojeNrP8FU4R10rU7EsnfyP2ahq6VvfnD99pfbz59LG2zlM1/+nD+96oELt5/elPhfH"
    "721Rf/JRjcnPVX8DZOMCU1EeTU+9sKo//3+fLz5VtVNfcOLISZE6Km82T5Xl72T15ILPsn"
    "VT2WL3u8VGZ+bm4onkMlwuM4hj5SbtVNiAWLKoQ3tcBJ8j1pFXVM5xG6vE2Lov1Eyik6bc"
    "TElNy1/rutBp9gHbOmwNVhXHqfOIyM4yDyfNUNWSHtYUvuSSTc+nMCis5RJpulA0a/c0dQ"
    "WdJvJ7kFnSgiy1WTQdIaxyyS9OPyycj8cYdzkMLRkdn8ibpVc+seGN/M+UzCkDZoulvyvY"
    "XLGYHOig6ZjKY3D44l6wKe7PnSfN60ly7/frvZ5Mu20vtPH39Ob6/bgZoEr85XHhjGo4b4"
    "VXLF3hTCclbe+C65SSKMBbdaM8pV3Tx0lsy26DoAY2NybzlWzEhow//ZypkSi2LGBP47dw"
    "Lv3w4+4rVFAx9vXDhsgRERL4L9Q6YhQaMSnr1qzMHs5TtlAl34XWMRk4L/wuXfRvxrK58V"
    "v75wyUTETETMRMROw/w5yojYlyRBBWoTNKGLOrlbIOBMJgAGd7WHAs5qIbBVPPG96XgFxp"
    "gK4ytk/fB/Fxl04fzBa6LeRNsIT8WkAuGeu/0LOBU18QTF+TrGI1dFGBUyrTfDzbvzH8+e"
    "v0ilsV5Qn8ukkwRePJOQwItnrRLASxUJTCk+o8b89nBwTjGIWHCqjJLVr6iQdhgRJt9XHp"
    "wkHWyBMuXAYiAgChbRFcMg5JqGd68tdNrurSVxAmYF5DTDIOjAjnFtdlgOVdrhLQg0ALkL"
    "j7/CxpWBqnLpBXF0ikZhSL7Ru05LoUw5zIWQ/IYTlHvq403uxyqufo2sk9e/N0lT7uspZC"
    "MO7c7nAmoI2MiJqIFQZyGhC1F8ZbRaGRGhM8wjwR51pgvp4kONJFgMw8mJrkihvcyCREgF"
    "Gdk8JJrEPX9gKq6HPmIrBFTlpFYg0F1o+KooL2caMcvJ5LUiIbhgjj8cgdXSHGX51YX33z"
    "Qk3jz4G7mvVb9UhJbkKT4njzlG4f2RLuH00/yHhM46ywYUVzYwCNhChBwuzm8uzt9ejurq"
    "rgfG36TP0Yfz/eo6We4XT4Pt7C+eoT1I4VPlcRoJoz9jQVYSDSbVdoHkpvLRaSN1w1qW0z"
    "X/osRneB/r4+f370d/HCirHbte9J7OL4MobE5ul26wN+a48daxT+djkt28Ndd9iwFGRpcE"
    "NdI6pBHhf0UL4P1rHu6Kw2/YqgMbQ4QixQMmqK/A70UNlnQF0hh3y4yE+GlD68Zuv0qqhc"
    "OksU0a26SxTRqbSLrVb7x5ayHfkFzrzNRcwIohWFXkSSdR97SRFWNVmyQz9HjVgOTUGtrY"
    "JJ+BhDfQJnU9V79Yb6UrSpQ2KkuhTKezIG6TOpDklHK5/QhWoN5imTb7ze11ITmF1iUhX0"
    "SHtdBPNjZYLyyQytdVSJerCMyR5dKL4C2/atI1yOLJ72QaCW4qiKNKp79QwDx3RaUO8Lt0"
    "ikRUM2EoG1sluv31TXTUVg+RwEG01YTMwI2oy6S9kCqneFAh1d7OckccHtOFE8xRbzlMyM"
    "e1JoTIGlk7LKhq6fDc0Njc1tk5JP57zGJeMO3B63wo/0MCDGDNmqn9kChT6dxshGopedvU"
    "kErqbIUsBF6PT6UDPDso7dSk1eg9nXvBDWFMsK4Wky1dtzeFZH28c8wKt0o0H01CusbEnE"
    "BKwg0yF55gY5MPR+7a1Ff00Md1aBkywVMTPDXB09MInnKFodwDUabSuB+l0gDB31uT5geu"
    "dOEEC5RagcpUulssyeGVmosBB4CEc4r4s25NQI9lXFq4q70N6HHNqeUl7Ay8iK7l7wXa49"
    "OLpjRex6aZ/QWmxEoggcvtIaW9e0yy33sR6P4kTEtuxTBsXG3KPTUXU2+FnYdx5T8QBINm"
    "C291FXzzIidqcekb77M3ufbLjGLslUm2u/igETMSVIrkx6Xj+bwGakKmFG0cx8q/QMDVcv"
    "8dFE6I2EsoRtYkxd4fLuP+t9RQNSGHmNCACQ2Y0MBpmDwEFY+Kb5oR7CrX2kdE4DzRkmk8"
    "lWtb9G68wPLpmoTW1GGy4i57p2fPZYIEcFerd8qvVRIb1G/Je29Hbk1p9c99w9l0b60930"
    "eYBHwBdDbdbmnv/iFcT9jx850VO5lBD+UCoClZdTsPK6TD64QHQxNxxYt25gmugNNGQkBo"
    "WHBAwI07QdEnRoEqGEKNTOeyTB5REC+Mx+9yKB6MRogIezyMQ2mTVB/5HDfeAX/XMoBUjr"
    "FWXGHDENyGiOphO4l13GQ77RM+4r75vvfMbjrn82N8f3kEvQ99WT7XDCCturVLiqchi1BV"
    "TO3Zg6pG3J40+LSGtZ7AEqQjWnPvKp2UgWAFIB8cj+f7SdFKXUYPftgDBr+aOP8QDnPbxP"
    "lNnH8k6eweJQz4W4+tfOeel5zpg/+9JJGDG7PO7vZGkSLN/kGPC7ttEnt+5AXsEX5th40G"
    "b/aNA1YxPhojZLDpAj4PLKB91JM9tIUE1otSw2d6/x6n4mHx1Y8L2P/EVeU/R2aHN07adu"
    "Td0tKueCazKZ6174ln9amQ3ngGx0qMWRISIHeaegspOAhOWydV8xMqYpnAI3Yll9QWUTt3"
    "+DSu9M2FzcaHIwt703JCIi+lTabDp0/vS9vizVV1VNDnD28uQZf9uWZOVEuWV25H06FMeV"
    "ymA6+QTRrjTtB8EP5dl0VRphxmmiT5DScid006/IqOel76N9ri0hfutGWd+/GyTCTR/4el"
    "lD8wC2svsKakMunL5g47r6TGq2gR3adjwWbiENgYB9vJFzTEAxqrAtMq0X/KlhCaMIIJI5"
    "gwwvGeBydaqIbjfLQpTjNZcB0Vp96dQ30U0n5Z6IaJ0yIMk9nWJbOtXWvWfvfBwJuxRD1B"
    "g5OVFRq0+1RZTYMMpDWxQGR8hKSIE4Pz9Uo4MgKYa0J8urZ8jjWNLs53eJ5/n4PyN2FX9/"
    "LMBzZTNVxKcykbbimHzoxXNTJelfGqTsarMsnZvSVniy9Z4/gt+d6CbVkh0xmSJfVgU0Bx"
    "1s8w2tvLv9+W9lMt8ZrtqfefPv6c3r45G4toqF3DCSmt1psAzF5uXohxTRb8JeYHRcSRrs"
    "XfcWjBg+8bx6GnooCKNDrvhbQPFIwHx1p5U8zCdmL7cylMoucbMIme1zGJQjD5A24Eus59"
    "w4TsVqTdOqHOdfRv4R1FTgKdAiKS3ghdmNYI3xHC6xlV21POnjz76dnLpy+eZSZd9skmS6"
    "6e8jYVOxpX7Jh6BFOPYOoRTrgewQyw1j7WcYKJqqv0vByGjE4+P6Iqr75yJNeg866vLm7N"
    "mNAHs1rvMaE8QbK5UK16i701m/Lw0rQsucHR5SiY+qHnEtGSmd4TLbY0Zvb42MYytGLrZn"
    "v9WdNoUINqb7ImJmtyklkTU4t2mIDxARA/9sXx0hzWtE5gKKpT72q0vmzLYUhjg7u1b+SP"
    "Ieyd3UB8aFeJtuc9MPBSNM73Bi8qlUe765QKXsZdSjKzOKsWu2yc6ZTGQeOQrg13GqyN7e"
    "vWOCbGMTkNx+TQmNo7GbKVQWpTPnsA4zuoCbWF1E5UsmppXYVMY4G8cwLXh6eIb0njbR6a"
    "M/AmKpiEO56BdpTVjR8RO5kt6DrAHUHx1JcF0DZVjr3GRphzn+KeMeJ/6wXHfBe1jiuHsT"
    "UFo1h1DmONUOuN4YRzGpx5OL7I+uXdBdY7dqt0PJMquTvbUHJ3Vi+5M8WOhyp25M5SeA98"
    "dZVOgyqdzhK4EO9qW1c3n6ynT168+PGJ5firhfPjWSdBvJQQw8tWIbysLX42/kZCD56mir"
    "5Uodwj6lL2iWIkKp2ThW5IdkxPCB4TnvRJvR/AJWCulwShwMtYeg1H9jbh1Ok1F9EHB5Ma"
    "GPjparXuRzYJctd45jvzhgrt9vLgGqEeNcL4fcou/eX3FWz+JQlARjmWGQP3b7ogrgXPx6"
    "YGdaRhUy1sqoWPHcXqvb+8oEFApm141OUb7E1hbd9fYjC/eK9EgHsNqhbOPoEULZ76ylqF"
    "9Jvn8qHdyUGJgFKMTEPSGPvu9pDtYfH/jHI+lrI7nEt4M/m+wkfDz8mYne11zwVjqcSULH"
    "CTbtwRfwQwCf+wvry7vL608hJwMNSSmrGmOZjVz0yTdn19mai+ieof7yFy9GHMYpN2NZTc"
    "DLNxsJhmeto0y2B7yVeRXmuZ8NAm7DW2Is4dJlw6yeDpmYQInp61SgAvlQUwcRgZx6FSZq"
    "tIo3PkphA7w6V//suVbbEYbB3Qd18XUbRir/7yF2flPSLfneXKB1VKl3/59uSrPvG13F6U"
    "7mDNKAbsm34QONoc9Wcmn4PZoQfKrc3xgsApGSrJo0aoh1g6tRW/E7+CZ4sJQtUShu0Bh5"
    "cObkT4tmkchiSYNnTftDbdN1Dur1byxTNFAVw4vs9Brma+N19EFhwpSzCIbN6qwWcFhXEg"
    "nbHsud9euIh13rdnJnMKnU8RDDzfkXvbggUS3q/6adHdRS5y6TAcXdsmh/bzvEaoszguQf"
    "EkBzqXCiijiMDKhz8YOEVOKN1fu2PLygQtTdCy5m8aiAMDcWAgDrSJFJr+J70lZDpuNOi4"
    "MbAGRwdrwAMs1wR4y6JrAqZdOdHVfpe9KZXJPxqHggD+n1Fsn7EbEDFBDUfeilTkK15/sF"
    "444N4uEOCZBnPxr2U8XTRM1u30CBlc6KYMYiE5WUktxpPf4YJBLzDpRJNOPDkzn01BSs2h"
    "l+25rIx4EImsVMoKQMS7jrikupczrlEILZZ8hU7n8NffvDz+JeYf9CGLlzK5q5ftqauXtc"
    "xV+RysFL5689aAfJlOZ3f3tk0CNtgfYSzqJ9PMol5H3cnn4Okd0ScFz21VpXh9SqA1t3F/"
    "8De1eHqhs27aScuQE0UIU91ggLcppgLF/qI9T5RXuDddgAJMm+cshh2NiUeW6KkDpQe9YB"
    "XDEQs7L1BBRa+SaX0i8LfEelrXxhoTFECqHC3e8iQd++6b+zSOOrG/RjcA/q9DD/ZqoJsI"
    "ppQ1uYlk6i0dv61NjjX6h4LmUUKrjwA+31guhS8N2WtObq3RJRQy8HCMMW8oEXLAGSZxcA"
    "eeVA/NQW8vL64+nL8HTW8/eVzp/0lPiGe1Q8AHhgXT+/FSZUeUibQO/H/wfN9jBNjoMmsW"
    "0iUv20GLFZPmIIj1AkE9nYCtVRGPe9sVJAxpqNw/WqbS2V/7suDzvGeO58trnh1jNwjuLQ"
    "ljzryB7e0FOzVCvTmfjEzK9D9zPF1rd2rxZMn8cJVM6+OZq/70hbk1SnAmySKk8XyRzo1J"
    "ug5FqeKPXmC5ZEkzGWrmSNsmsTzMxPJBgTX3mNycOvCy7mAqMky+X4d8f6kb9YHsrnXC6r"
    "E39ngWSVcMVM/yloqBw4Ghaqy3ZJnchop66IKMX8A7W0WjhiKM5Iq9qfBild8jA47K7xaQ"
    "pzgg7hsJeSd2Izzqpnsf0Al+R+6lGsHF94/xdntf/d/VO4qTvk0xhynmqHthppjjGIs5Eq"
    "UjG5NKbtc6J3fDjwzeGC6Gt4J+nYfOkuEkoMZW8dfW1798xT1OcOS073ZFxNxJFu/ou/f1"
    "YfXpgI+mNo+Zsd7f0QQ/91b9BBLVGl5SWUNnmozKiRRR46Lhg8V9oaHL+75nWH4GQpncH7"
    "7rGzNxLBonLonKOVCn1Fkx/SpeMy3pALsdizmmdLmUD+vtOKOUMFS8UwcLuol+YC2ONdGc"
    "sumcCJIn+hv84rbcepVsf9mPx4oif4dNJE5wn8iaY5UsDlZbZVrNm1zXpPfHmhBs/OHHl2"
    "lANw3opgHdNKBrE440dQLDkVB6VipuoRqZ7lsoORzTw3IYgjKVAzpUDhikgN0hBTSroqNk"
    "dDcNJF0DUFXIGlYCXHC3ctRaD5Bct7dXBSRBFX7r9uIAsJSXy1hkib7lcScnCYo3lAjIUD"
    "QUCvyWvp4QQRqK48n30hWGzUu4fv9ZA2Yo3Zdm7ldOSIKNH2ZPtE1O3+T0TU7/lNxg7OHE"
    "YPMGjIDtCbTaQ7TOJ2Oo8psTevi1zAJFaK3iSMEB23E2LekmUQO5LtDsP6vWQQYXGIdM3z"
    "qDb0iW0eEzadnyUBFCiWjAuc1fs73Bqxz5LDmL8/fwgokoVYN/zwgGLJBb/A18hwj4gKVz"
    "z5G99BDHGF8FnYyZN1eVTJX2QULakz+GxwdfVfzomC4oIz007D4Y8Z1DzalLoUo3BAl8EC"
    "AagWuBGwO/P0IM/qQwhjhB1E+Z0kMloi6LnqTQm7LqNBMBq5QIou+D9w3bw/fAz8QBpdhM"
    "Qq07QlZp8fzhRdShUuahJTJ7K2wlS2C5N01DEFktKzLfCwp1fZpUzBSDEJLVEUUSrfM9T2"
    "zrzLaeWv+Izx6fvegugp6rJAIaKXW7p/frXBuG8ALA3awxxyLfQWv2YLnupsv9RJLQIuQa"
    "DajxtoQHVwyWykmoRKKzdETfJy/Pw6otN3RmIh6GM81w6vEAxVWMgkuKq0ii9VFyW6jHL1"
    "ZyDU9Mpr5DRwmZsgENygby9uUHsjrvldaI1w9QX7LsLulzCX7z07o3fue56OM646W5XzR+"
    "JIo3jrxKpoPx23epzCErN97ichu1Fm6Iy7ZE3Yab3Sk1PmMFDiANfkBQxZkXeGwBAgjAt5"
    "Ur4+j0hO1lHSncRr12owDEYWow+Oo1NRhVeZoaDFODYWowTA2GqcEwNRimBsPUYGTiMDUY"
    "pgbD1GCYGowB1mCYVv02b4g35jPn20m2Z2NoUik5VCDYUb61FvB4aCjWAlcuxLggjqIYSl"
    "zj5PKswxOMyazqLqG9I+zvSz5f0BRPMkzcGhyGbEzW22S9dTpMdpTn3i86vu46R7o9vgUi"
    "v5HFaIb2toR7LCTQwniV5XjBltcwof3emRB/1JrQFpdtiYS2n90pMaSgAFFNkZ8W/IsGmU"
    "AKqWjbYvF0gcMev8IHbsyd069Nwwx6eeb2pLf4ndWUt8lwmwx3PfxmMtzHGM3JNJ1sm1VG"
    "oHUWGw9E/Imvra8CsPertaRoSU9wxiUj/swu6UuMjmMKKfkC3PJJcFaTJiwTjN0YjEXhnm"
    "Iw1kT6tDp4a4JJYKI7yKdEuSsx9eF7wF4MeahCWKrDE5UJyuouoVOBM+WnmAEzNfFZE5/V"
    "LD5bA6jcbxRR66NckeUlw0YiMn7c+LFdVL50eFxr9FjwWh1GGvuP0kv2plCtW7hpa5T2Ki"
    "JLPlYDYwG8xMq2HN9Pa6sZhluF4dAwW1aV+AHDZjkj8OZt02aTXz9O5wSmC31k73LerIkM"
    "m8iwiQyfRmjp6CeWNg6RNWNM92n/ZGMz9R1fuiSRg0qzLoNNDWc5zTEUqyM2AV0H2EiQlq"
    "oj4pjNLzAah1O0gjSYs4k94OmszHEQLydNVTWtqHUt1PuL8D1RFNBH/o7JPMdC9/vaA+t0"
    "4XyT1mY9w9edyrjT23yQZvLGmmQLwfJbKo+0LBPpO9BSuGPJob2mIdrfWPOEComXzHjMtm"
    "gcMc/N5nyYcZc6WdVUHCkeF6SZcmmmXJ6g3E8FYHS4Uy6nC7J01PLCRRKdc/ZXoH3bwp36"
    "C8bk6zWX0Knk6834UZOx75axFydFD6xOUmU32fOGesBI87l4xpYYfQ022fXVxe1JQViaQa"
    "9a6/qjStVf0b/Syag9Xy+u2xJJ+7FHx78n98pNel3RMGl7mnk+pmwiCv9OHtcy63U7zfZM"
    "/W/5KxsEUJMFN1nwEwvTwLJu2NRywJ8prdYZ8S8Lb7oACctm73YN8Dmj4bJp98mxPKfWmu"
    "kcJQ+cEnEuMWsdIgy5LhirmEuJG3Ak5USQU+9PBKNfLj++vfr4s6qCQznMnFANEGXH3Idz"
    "hKmVfOQUOidLcf4X8HnmwJrvI+C/i2KPeOVTx20MWr3x5q2Z0xKZzkGr20znRBasGle36G"
    "9ZGpS/txKgbYFkwIU34Ccn0ROO4xkS5IjbLaCyizKbVUinhDHS5O607ZESjb7FBe+9gDC+"
    "Nw5UMQC2qRJfs/v15ako2FC0cXpmqzh2FPiaE+jL2HSxzmImfaT2zVgShjQcz0Mar5Q0dZ"
    "VOD3XdCYH8WggAXjYQCBNrUYUES54G8wwnXhGLaReKezCjfFV3wrXHUkR+4oA/C6cNRgFw"
    "c2AU8EB7IwHi6hBNKlMOs7Yn+Q0nGDRKZ1J1EHyFdHiSJ/DYU5T5qdRzOewOoQV5Cadm3q"
    "O9vTKlnMyRE1GZRvv6obacmPayMXVdOkrIlAtpUC5U6HXvp15IM26r6SxZHpcV93YuH3mp"
    "UIeTu+96ocOWr0RkOdpQvYKXbanilfROqWm3vDOJl6EEvOPlFWqVBYUXT3uY0h4lDthsff"
    "3m+B5wB/79FTstJwRERtKPI9qAF7y7r1GEsijvuDtyr4RlwRvQkMjejGeRvmIZzaJep9Pw"
    "KX6DKeHhm9KU8FTlaUp4jtIzTzd9bTVsSukWiLT2LG4i557lMERrFDf+he+PIWjiejgKwJ"
    "lFJLScvENcbTkcJv+bHAWyvePJ7VoX/mBdfBP2SHJMveZZMuxnhi3rzIH/Sd0xy4TaDaDk"
    "+XMZgJLnz9sBSvBaPZaikvE5HCJGB0H96vixSOaIH3D43I0BIkmmZoJWuwNdH6DRosOczM"
    "iZqw1dTu7XQyCdMp5faOhyRLwZfB3qqokG4C9s5Tdhc7YfGBmBzmVzHAHVEY0MhZMiwU3y"
    "gsL8Fz7nQBMEkty7bPCn2oyuMpHWdlcCvZMIZeaFOQaMACFZOEw5Q9Jb4jn1kJV5L0h0zk"
    "FtZXxALZ+CyRQeVgQG+aXJDT1xsJdTSRKvQxoNE/XDJIj1lY1JEOsuIQP8obGgTCbfZPI1"
    "O1xMJn8f5pVB/TCoH6POZRMJtFB74USOPbS9dCLHPdpePCGGWvOWN4HikSVJQBoBjwenyR"
    "EKy6qQ3YqxGaBhe/T0yO1FEaa8wJQXtHrxxxjXOeHygkSfqGSACiSDSIZeiPd9laSuQZgR"
    "wTEA8NK2hWkbS5wBNtYfoEq0QvKv2Av7iPE9NCvksbG3XMbiJKrJ6A2lPnFaxFQlrchqAr"
    "S7ElL2iYKUzreef8rMf/Pp0/sS899cVVEUPn94c3n9pyd/rulSE7wZwElnYgIHigkc1KT/"
    "NRmv0W7T/5oP4Nhu1BemdUig+WH58b/BasgLltut8AZgP2XyBmu9Whac/oCGiuFkDMw/DS"
    "ygMfqN0W+M/rTAQn200UNnGu2tohgM+SDypqk1mZWqIrpCuVxVoBN5TGGP77jsSH3m1wHG"
    "fHUQyhPbOrOtp9Y/4rPHZy8aRHGgKpdTGVLIcM4XFmv34VXtBLpuUCO/OlXOJ1O/DlbRdS"
    "rFO4Od2GNqd/SVjZmmpKtgTFxOQwmZuJyp1dHsMNlVrY4ZhWRGIR3Abj0OaJPPHHl81BDI"
    "T67YmwL4cX6PTNwegcMZEfPfJyQZsENcGz4kAYZ9+Th4BAAMLcenAXlt3ZFVZIF76flJwx"
    "pG6+8t6tczw7v5BlOrs33zmLC9CdufRtgeFcyY/1FbD+2B+xKRzqHKj47YvtlkGYxcZgrz"
    "h24DTnYCHZFUEAk2KoiiSqd1IuVv2BsP4kBR2BbvRc0OL+Z40oDt5XkzZ48lxAF3tU+cwW"
    "tlcUzuI9IWO94EklOm0zoWcOP9m4Ot4CvrFqWp9FCBYa0+gSYn0jm8jF4nvqq1BnudG3ra"
    "xZkr0zhWHiLSKcujTKe7SOBNM9B2FAqmF7UTSy0kdhiP6/Kb4986IbgTowavq3B1o+dF4L"
    "5xlN+41f1K05BIGOOieQWOziqky1UEZ4vFv8KiCPHVglfU7QmNxVPFKFo645DROIQPOeRj"
    "rVaqSJACM4pvNuVTxg8zftjJ+WEnMFWVhIQb/DSOVjEPAcOeRmgjTcZMFhS2ggNWptJcBN"
    "z9tZYeTppir7hbLE6dH8AXc23+QXbsRVlrYCcBPX0s45fBXa0i4tcq1WyKkYoHBSn2JZe3"
    "Hlv5zj3vJdKH1SVzRN7OL5Hpbuanxt6MW3niL82MC1NxpY8sWg09Uzyit4RM8YgGxSMm2X"
    "50yfY8uHNNwAdsTLvX7rElw0DjML9faq4ISHQac5+UN8GJpzTPBmm/dXt6/LfSSyY9IZVY"
    "Di8jB/cQVo+ZrmFCOSaUc0KhnDAOlL2mnEZnyxxtCvJ9RUJYjgHGDOC1OdY5QXxhhD/XbD"
    "s3NATlSllJQHVa3QWFb4wi4u88IClhG3vcAB4jFwvNqbUO+byja9XRwLsOf3rBKm44wtox"
    "ezKCByH27LNpMU3nvrKWhDEHQc2wX5eboYfH5RFxcRUJ5BSDEcEUK7LQ+Tg8vwlGwVXYnR"
    "EMgdsXsKjF6hZL3bY8HA4DD/d8HVCo+KZTCeVnBDoXHN5mCRQ+ecEJ2JrIg35V6gylovpn"
    "G6L6Z/WoPlfa4N3ekSaAtnbzp0KmtfHD3xIMH0ea7z33RQu9rM7lGt0A2Izj2SKiGAfurw"
    "Odsia3m0y9peO3VcyyxiNT0DxKaPXh8+cby6XwpSF7zcnFRMM44BO/Hq7H315eXH04fw+6"
    "wn7yuIJZl+qYZzU14gNbgun9eKmyvMtEOq/tD54PpzkBLrrMBk0C3E1sxbWTTCMMpn6sYL"
    "z3vO7bI5ByocR2eq1TUJkVL+K3quw3CUJtU04mQTgkae0mQdiglHrge55/KkA4aiKDrvpM"
    "lv/tal4nDM66hDamEaWQOFvWkgIaJzB35s1jWCWVNOFrMAQKYXAMgjMxmphFFg3qKY++nt"
    "lYel78oUK0rjcnYOLWi87rt5rUJF41qcm6k2RSk8eYmjxikM7kVEi7fUVZNvrKvOqcTz4F"
    "PWqLgdll8Mguwbn+gToTta0gmpxCa8ncvDv/8ez5i1QypTPwtRAWb9MO+CBzFsEud/mwGU"
    "0QVMULqyQKcopBDLP4gOaTjTO14RdHsI94pIOHfEFRrlbyZ+EO8wVJXfmULpde56r0ErXO"
    "ASgxlglfdkjF6TQICD+uleVTI9VfOOkL854mkfPxeNZhugD9NbnXWlR1V0A9bjiQiFRLGa"
    "imxrwJFOotIRMo1CtQ2GuAUDOmK2muLiFBPUOBsQMuwKglBCgu2ttCf/ltWwN+NxSM3gXm"
    "9HjJBsMoQ9akbHPkD37EJ45wwwSeTk/Y3mfwn1HOtNIG4WzBm8n3FXwTf2ZKn2HmeO73cc"
    "aJDKwrXfojTg2cwT+sL+8ury8tsQgw5mNd3WSDbZuxKoqfpTNbRazIhBRHJqRoQoonE1I8"
    "+o78bNpPMl6Gqz59CvpOZd4MmJ6U3jGMhmg6b+boIVySpgXEbcEuktSmwaCmJj0MWGHG8l"
    "S38uyrVvr9udOPVS0NAs/Gyex0xgUCBgv8hNTWPFB5WoWPqtHARnKdI4JXD2T8vgE1Sxa7"
    "ihFXpjwuI853QHxiTmoP/RGDM+Ry9091UZQpe1gUezMscus9+Q0nKHcDKaSlC24SAcORUH"
    "oqKm6hGpnuWyg5HNPDchiCMhkbDTI2Bvtph9hPzaroKBndTQPJMrymkLUD2+LZnM1YW8Vb"
    "bKk82QOBtgIre5IM2Fb19saq9jrciuN7Dmspahe/ohmJK0fWKTzBJKdMcsokp47ftzVQXN"
    "psZwPFNTwoLnFi1oTTntzNCLTOYxWnwmXmA6Z3MX+Sbyp9ppEZSLTDpBN5JVeDH+VTp0U3"
    "ZRQVVs+QRC+lxF+1B/yQT5/fvL+0frm+vLi6uUp6PDIjgF8sm3LXl+fva+nCiRoWVEagc9"
    "0CbxOAt5jT8F50cWTKholKwbn3jTR2DB+smmTlMEaazmNKfeK0tDvlRBVxTIBKH3mAPYwO"
    "Jlf7ojjT4m+uOIS88Tj99Ol9ySZ+c1UtGPn84c0lqJ8Kwk79zAVHhKmV8uQUOu+GLwvYBE"
    "kJVbYPwCha0xAxdihOQLzHqyFvAwyoYmnJvqt9DHrgQbsBnZCRMQa1VI6NMpXOuwWNIcf6"
    "PXbn5AeWwAhyR14F1c4Axj6kpCfgQ8qS+Ame1D2ArT102Z8OemOy+A2K437ZvQ5pJG2OGi"
    "xHg+U4LCzHA6I1NuWo5Huum6i1ruwxSI06S2fAdVemnEeDcp6aSuqB61ntwmnCNDZpeC07"
    "s7dgNFZFKFN/ogbQGFjechnzx6TdFtvrUKSpWkEWxasKwaQvzCtMqhdZ0pGzsVjF4C+aeh"
    "RTj/LQwO7Q6lGOGH/xhsDREXnTVLlmbdMIf1GN+2uC7Jdp6rqebfN7iyRam/hliMsHSaFn"
    "b9j0SR88dH/0kJbYkMtIhKM6mI2mBS4cTeL3DWG2LTmTphibpnzPsiYYuGevEgSNdZJ6D0"
    "F7eiFxbatAd3ixYBnAOFrAQb+gfoNu2lDwUyfVu/LnBo04hKNfglC86QIdoJ6LIfqoCApo"
    "1HAqt9dApPfrnNP9wusbvAwHzCLfYfP2wPCd1DeYtmAtnc2mGFy3ZMJAwtQdrVUdJGQSCD"
    "pKyCQQdEog9Jk40IzjqppLPVtguq816L4+UDoma1MZNSVi8qv2xhRM+T6J4VgY6wbHOo/y"
    "pROseLVoXuBuY+BjQnhbGo5emUWE/2PtBE35s36fvBds3Yx1ewbXxTsSXrW0PDdfbX5S+4"
    "S47Xc0P7Fp1MamawY+uL7PTEas1bE0GbGjyogdPXywPr1dp4MU7PG0ywyejrFNTQNsSxI5"
    "qCdVsgFFmv3nAwrKbxJ7fuQF7BF+bQe9B28GtgTPjNF1gCPH0HxDqQXyBei7zAic7LQxb5"
    "YNG8N9lNjd2tXv1vKZ0zgMsSK9wULcMHSsSLW/gNsTVZDnq4gseavkHR+NaDmR0oDEnhP4"
    "iJAypXHQYMNtRFXJaPRF08bUvfAoE7MM3vuwGNpdIGxqpDornwJ2tjKzDW62Bt5LETeb93"
    "ErbZtjcmYMhLaB0Da5cm3CUIWN2RgRlZNSM6322VmPm4zCGcZQuXYjKSTE1h56li92aKbX"
    "WnwijKGv7yUhOVP6oKOETOmDBqUPlfOkB56/FU/Ur2/yQeeQLPebz+eSHK7Bwru+urhtnS"
    "LccxurmCasnzy6HiwqlSnN562EOEyRyhEXqZzPwd+aw6tecwzc0caalerNtlwJy9hJ6RJ0"
    "YE4oUdOyJCCMqUUxI+H4fqKysDm4MY4hR9HYR5xH5ESdSaUqxRQ+mMKH1ijBMYYOTeHDcR"
    "U+nCP+dw1am6N7fl3DCb7AhcyBh7/qg66tmso6QBqrU1qFpwy9aAGHkgrWc995rCVxmuzq"
    "9pa6lEDvRrrzEFgLdgCYAfjC6aLnnNakiW5JXE+Z9ymJ3tz/4LmurxWG+eq/HitxOrlfbz"
    "aLblGOVR54AeH4zXByu7xMxyLfpwR7eYHDJFxRX92j3NnK9xSXvTeANf+e8iS5RmsezmY1"
    "Nov79WbzOzBTNOMzRjtc9MZd8s1zmgs4Nw2laCTXWwo3znKFCj55dSt79QQ4FSforK1oTb"
    "U6cTkagKo9WSbStzZKWJT8MBATHw5kUHJ+ITPUztsileZrH5zAbECRV7Tj8UekUDIdJLHj"
    "1S+GAyiv/yqZ7jtgxmdVIHZGeYDU3PlGOJ4gDno4YGmmSrDwgSWC+0wk6VccaJs8uMmDmz"
    "x4xzw47Oce+Jxnja5jnVKtahpLlsO5utYKGjiTQQ7FsDHBV0JskErtlfAipDCCizOmVj5f"
    "+AE/nbOHvuLtR3xkpW2J6DRvNReQa40Qwr08tBlhOP+t3eddm/yhyR/W0xUmf3iM+cMjnc"
    "3Lu4FwPi8Hq/WK83htrkjpjGtYUYGhTxJRqHqliERO0jEc0a338JG618ssxkMSCYBwmsnV"
    "KUR69MiqX8RkTARXFRirCC/MgTwP3y19gvONBg5NWDM3JUVVJdNfRsrj3PURkgke6SghEz"
    "zSIHhUBq7rLYakGc+VlZd0oX5Vj5uRXwcB8JRqkjh0UA+zXjJl+4X7bMmwHiY3lYr1eQfL"
    "hEwdEd2hgUiQ8jBcc7G+FMWWYv20xYi/rvgoJCsSefy16jG6nDIFPsw/gT0Rxax4reHpJp"
    "g3MsE8E8w7mWDeFndsE9aPccl628mVUopcw9fVbSvMVYloj4hiynsO61fyty1WG9liPMyT"
    "A5Ww5AdkPbK9fUBYTq11mDsZEUbgqdJldDueCQYnC1NDBs0p9AYFvUdWiyqzFJ+KRXS16g"
    "WraBfQoGIgk0owO6d4UDB7nzitqG4SgHesnNMgio11eypMzwiGwPPbjN0/MFGi+MqagnPG"
    "k2pLwhi4gYeXQblJsCHEsC2dViTVu8r3Q61rjLs6xbgD+yHJtWlS3o4dPsH0frxsOJ43gl"
    "HmRDpDnH3wfNizBHjqsqJ6iii9s8FYAt7zyOfUjxWO7Z7NI579G0f0jgQqUqiS6SyHW/6W"
    "RQngMMkD8VucrOoMr9ENi+PrUB6Hu2+WTylrCoyQqbd0/LaebNZo/QiaRwmtPgz/fGO5FL"
    "40FN3yTXNukkanNUZHEJHbw/QLs+LgLqDrHtBV38JB8OH8/Z/OHttPRKlLrvvTQ/tZfYhA"
    "PVgpF4lsINQ+UoHvqlmMwt6eNjY9IHrJw6TxdZSQSeNrkMY3PSD994C0ndY9MDoBmrxKnq"
    "YRmxVOalVcyYLBommCHlf9xsx8si2kUvLJltyeiv8UYCqHTOM0f1Dqg6kn4iXul+uMCeLl"
    "BC42tMZU7zRpdLxq0uh1d9Gk0Y8xjZ5ohvq2bgvS5ARam9lPbOvMtp5a/4jPHp+94GAQSS"
    "tG11x6f+hucJjUGS6Xq01ptc7Uikx5hmKNM7iYwjCFHSdth5csH/1y+fHt1cefVdUbZsxn"
    "TiiQxDtx/+mZBPefnrVyHy+ZlLmmKfOBTQDs1Bmp0wxAUB1hN9urTDm4UVfMmnkhi0QRMe"
    "6LCZmf5LCzmRd4bNFpCVRIB7cGlOq2jknmpzLoLNFRg5x1Zlo7ByAkkxPSUUImJ6RBTsi0"
    "du67tfPIJy8pH+ayrB7K8CXEky3nPlpusSVzRCy7W2K60gq4n41GEqC12IT5O51kwbRXBa"
    "RbcScOk+ZQP24TEFs/z9w2oak5zWTySSafZPJJp+Hunl4+SbnArreAIo+qtZeVbmqBrZFq"
    "zfyrDMMuDyRqpjurXR9dBVOlHIhc8LX1F4tJ/R20W9YUWR/cltsQrjGFpccHLn4DKkuslX"
    "Y3lt9iy7qx2d1b3dgLHE7CbEu0c/FOHWw52jAkWIqiwQU17qZxN427eZLuJiPA/KApzdBq"
    "YRdJ9J2bdO0xksywIs50Ya1CinxjCEADu/tAHmdEI9ESKsnr7H59GX2VhjsP68uzeIqTQU"
    "nTEdW6kos0unOYR5yzNz5UxISX5ymwOCcYBH/F6x6qBx09A1+NvyWaQbB4jZjy2WtriWix"
    "Kb7UC6jFXnieACwgjgU3ZXnDv/AKfo/dufT80sOEmrZgYGwSUT8wGPuU0Tr0IhxyPTwxnR"
    "ZuBqMYFLRTa2fq+D4Ib0EZycEyOFRGEUgj4Pi/fcApdULPiAP+au6Yv63C0VIn1HcfXTRJ"
    "IoEtsVFsODs+yTfh+jvQsROv3I7ud5ny+Nxvnv/g43hPssjZhPZ1iJuZWlm9JWRqZTWold"
    "UkzbU9J2CSXA1Jrj/+P7wUKdk="
)
