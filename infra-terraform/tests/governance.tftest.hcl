mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "party-test"
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  golden_bucket      = "golden"
  golden_bucket_arn  = "arn:aws:s3:::golden"
  golden_prefix      = "live/"
  format             = "jsonl"
  administrator_arns = ["arn:aws:iam::123456789012:role/admin"]
  analyst_role_arns  = ["arn:aws:iam::123456789012:role/analyst"]
  steward_role_arns  = ["arn:aws:iam::123456789012:role/steward"]
  monthly_usd        = 1500
  notice_topic_arn   = "arn:aws:sns:eu-west-1:123456789012:notice"
}

run "catalog" {
  module {
    source = "./modules/governance"
  }

  assert {
    condition     = aws_glue_catalog_table.this["current"].storage_descriptor[0].location == "s3://golden/live/lists/current/" && aws_glue_catalog_table.this["history"].storage_descriptor[0].location == "s3://golden/live/lists/history/"
    error_message = "Tables go by the lists of files."
  }

  assert {
    condition     = alltrue([for column in var.masked_columns : contains(output.columns, column)]) && length(distinct(output.columns)) == length(output.columns)
    error_message = "What is masked is a column."
  }

  assert {
    condition     = alltrue([for column in ["name_full", "date_birth", "phone", "email", "address_street", "identifier_ssn", "lineage"] : contains(aws_lakeformation_data_cells_filter.masked["current"].table_data[0].column_wildcard[0].excluded_column_names, column)])
    error_message = "Analysts do not see what is personal."
  }

  assert {
    condition     = [for grant in aws_lakeformation_permissions.analyst : grant.permissions] == [toset(["SELECT"]), toset(["SELECT"])] && alltrue([for grant in aws_lakeformation_permissions.analyst : length(grant.data_cells_filter) == 1 && length(grant.table) == 0])
    error_message = "Analysts read through the mask alone."
  }

  assert {
    condition     = alltrue([for grant in aws_lakeformation_permissions.steward : grant.principal == "arn:aws:iam::123456789012:role/steward"]) && length(aws_lakeformation_permissions.steward) == 2
    error_message = "Stewards read all columns of both tables."
  }

  assert {
    condition     = length(aws_lakeformation_data_lake_settings.this.create_table_default_permissions) == 0 && length(aws_lakeformation_data_lake_settings.this.create_database_default_permissions) == 0
    error_message = "Nobody may read what nobody granted."
  }

  assert {
    condition     = one(aws_budgets_budget.month.cost_filter).values == tolist(["user:Deployment$party-test"]) && aws_budgets_budget.month.limit_amount == "1500" && length(aws_budgets_budget.month.notification) == 4
    error_message = "What the environment costs is watched by its tag."
  }

  assert {
    condition     = length(aws_ce_cost_allocation_tag.this) == 0
    error_message = "Tags are activated in the account that pays alone."
  }
}

run "parquet" {
  module {
    source = "./modules/governance"
  }

  variables {
    format              = "parquet"
    activates_cost_tags = true
  }

  assert {
    condition     = one([for column in aws_glue_catalog_table.this["current"].storage_descriptor[0].columns : column.type if column.name == "valid_from"]) == "timestamp" && strcontains(aws_glue_catalog_table.this["current"].storage_descriptor[0].ser_de_info[0].serialization_library, "Parquet")
    error_message = "Parquet has times of its own."
  }

  assert {
    condition     = join(",", keys(aws_ce_cost_allocation_tag.this)) == "Deployment,Environment,Project"
    error_message = "Bills are told apart by deployment, environment and project."
  }
}

run "nobody_to_grant_is_refused" {
  command = plan

  module {
    source = "./modules/governance"
  }

  variables {
    administrator_arns = []
  }

  expect_failures = [var.administrator_arns]
}
