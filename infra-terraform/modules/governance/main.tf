# The golden zone as tables that Athena and others query, and who may read which columns of it. Tables go by the lists of files that the hub
# writes beside its zone, so that a reader sees one whole state.

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}

locals {
  account = data.aws_caller_identity.here.account_id

  texts = "array<string>"

  # As docs/golden-zone.md has them, in their order.
  columns = concat(
    [
      { name = "party_id", type = "string", comment = "The party; ids that ended stay in the history" },
      { name = "version", type = "bigint", comment = "The commit that made the version" },
      { name = "valid_from", type = local.time, comment = "Since when it held (UTC), inside" },
      { name = "valid_to", type = local.time, comment = "Until when it held (UTC), outside; null while current" },
      { name = "is_current", type = "boolean", comment = "Whether it holds now" },
      { name = "change", type = "string", comment = "What made it: created, merged, split, changed" },
      { name = "related_parties", type = local.texts, comment = "The other parties of merges and splits that made it" },
      { name = "ended", type = "string", comment = "How it ended: superseded, merged, retired" },
      { name = "ended_by", type = "bigint", comment = "The commit that ended it" },
      { name = "successor", type = "string", comment = "The party that took over" },
      { name = "party_type", type = "string", comment = "person, organisation, unknown" },
    ],
    [for name in local.attribute_columns : { name = name, type = local.texts, comment = contains(var.masked_columns, name) ? "Personal: for stewards" : "" }],
    [
      { name = "other_attributes", type = "array<struct<attribute:string,value:string>>", comment = "Relations" },
      { name = "records", type = "array<struct<source:string,record_id:string>>", comment = "The records that the party stands for" },
      { name = "content_hash", type = "string", comment = "The golden record's content hash" },
      { name = "lineage", type = "array<struct<attribute:string,group:int,value:string,source:string,record_id:string,rule:string>>", comment = "Every cell with its record and rule, where the zone has it" },
    ],
  )

  # A column for each canonical attribute.
  attribute_columns = [
    "party_type_stated", "name_full", "name_given", "name_middle", "name_family", "name_suffix", "name_organisation", "name_alias", "date_birth",
    "date_registration", "gender", "address_full", "address_house", "address_street", "address_unit", "address_city", "address_region",
    "address_postcode", "address_country", "phone", "email", "website", "country", "record_updated",
    "identifier_bic", "identifier_driving_licence", "identifier_duns", "identifier_iban", "identifier_lei", "identifier_national_id", "identifier_other",
    "identifier_passport", "identifier_registration", "identifier_ssn", "identifier_tax", "identifier_vat", "employer",
  ]

  parquet = var.format == "parquet"
  time    = local.parquet ? "timestamp" : "string"
  serde   = local.parquet ? "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" : "org.openx.data.jsonserde.JsonSerDe"
}

resource "aws_glue_catalog_database" "this" {
  name        = replace(var.name, "-", "_")
  description = "The hub's golden zone"
}

resource "aws_glue_catalog_table" "this" {
  for_each = { current = "Parties as they are", history = "Versions of golden records that ended" }

  database_name = aws_glue_catalog_database.this.name
  name          = each.key
  description   = each.value
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    EXTERNAL       = "TRUE"
    classification = local.parquet ? "parquet" : "json"
  }

  storage_descriptor {
    location      = "s3://${var.golden_bucket}/${var.golden_prefix}lists/${each.key}/"
    input_format  = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = local.serde
      parameters            = local.parquet ? { "serialization.format" = "1" } : { "ignore.malformed.json" = "FALSE" }
    }

    dynamic "columns" {
      for_each = local.columns

      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }
}

# From here on Lake Formation alone says who reads: new tables give nothing to everybody of the account.
resource "aws_lakeformation_data_lake_settings" "this" {
  admins = var.administrator_arns
}

resource "aws_iam_role" "lake" {
  name = "${var.name}-lake"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "lakeformation.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "lake" {
  name = "read-the-golden-zone"
  role = aws_iam_role.lake.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = [var.golden_bucket_arn]
        Condition = { StringLike = { "s3:prefix" = ["${var.golden_prefix}*"] } }
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${var.golden_bucket_arn}/${var.golden_prefix}*"]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [var.kms_key_arn]
      },
    ]
  })
}

resource "aws_lakeformation_resource" "golden" {
  arn      = "${var.golden_bucket_arn}/${trimsuffix(var.golden_prefix, "/")}"
  role_arn = aws_iam_role.lake.arn

  depends_on = [aws_lakeformation_data_lake_settings.this]
}

# Analysts see every party without what is personal, stewards everything.
resource "aws_lakeformation_data_cells_filter" "masked" {
  for_each = aws_glue_catalog_table.this

  table_data {
    table_catalog_id = local.account
    database_name    = aws_glue_catalog_database.this.name
    table_name       = each.value.name
    name             = "without_personal_values"

    column_wildcard {
      excluded_column_names = var.masked_columns
    }

    row_filter {
      all_rows_wildcard {}
    }
  }

  depends_on = [aws_lakeformation_resource.golden]
}

locals {
  analyst_grants = { for pair in setproduct(keys(aws_glue_catalog_table.this), var.analyst_role_arns) : "${pair[0]} ${pair[1]}" => { table = pair[0], principal = pair[1] } }
  steward_grants = { for pair in setproduct(keys(aws_glue_catalog_table.this), var.steward_role_arns) : "${pair[0]} ${pair[1]}" => { table = pair[0], principal = pair[1] } }
}

resource "aws_lakeformation_permissions" "database" {
  for_each = toset(concat(var.analyst_role_arns, var.steward_role_arns))

  principal   = each.key
  permissions = ["DESCRIBE"]

  database {
    name = aws_glue_catalog_database.this.name
  }

  depends_on = [aws_lakeformation_data_lake_settings.this]
}

resource "aws_lakeformation_permissions" "analyst" {
  for_each = local.analyst_grants

  principal   = each.value.principal
  permissions = ["SELECT"]

  data_cells_filter {
    table_catalog_id = local.account
    database_name    = aws_glue_catalog_database.this.name
    table_name       = each.value.table
    name             = aws_lakeformation_data_cells_filter.masked[each.value.table].table_data[0].name
  }
}

resource "aws_lakeformation_permissions" "steward" {
  for_each = local.steward_grants

  principal   = each.value.principal
  permissions = ["DESCRIBE", "SELECT"]

  table {
    database_name = aws_glue_catalog_database.this.name
    name          = each.value.table
  }

  depends_on = [aws_glue_catalog_table.this, aws_lakeformation_data_lake_settings.this]
}
