# Copies that outlive the cluster and the buckets: AWS Backup takes them each day, keeps them where nobody can shorten their time, and puts them into
# another region or account where one is named. What is copied carries the tag Backup. Points in time within `backup_days` are the cluster's own.

data "aws_partition" "here" {}

locals {
  policies = "arn:${data.aws_partition.here.partition}:iam::aws:policy"

  rules = merge(
    { daily = { schedule = "cron(0 3 * * ? *)", days = var.daily_days } },
    var.monthly_days == 0 ? {} : { monthly = { schedule = "cron(0 4 1 * ? *)", days = var.monthly_days } },
  )
}

resource "aws_backup_vault" "this" {
  name          = var.name
  kms_key_arn   = var.kms_key_arn
  force_destroy = !var.locked
}

# In governance mode: who may administer backups can lift it, nobody else can delete a copy before its time.
resource "aws_backup_vault_lock_configuration" "this" {
  count = var.locked ? 1 : 0

  backup_vault_name  = aws_backup_vault.this.name
  min_retention_days = min([for rule in local.rules : rule.days]...)
  max_retention_days = max([for rule in local.rules : rule.days]...)
}

resource "aws_backup_plan" "this" {
  name = var.name

  dynamic "rule" {
    for_each = local.rules

    content {
      rule_name         = rule.key
      target_vault_name = aws_backup_vault.this.name
      schedule          = rule.value.schedule
      start_window      = 60
      completion_window = 480

      lifecycle {
        delete_after = rule.value.days
      }

      dynamic "copy_action" {
        for_each = var.copy_vault_arn == null ? [] : [var.copy_vault_arn]

        content {
          destination_vault_arn = copy_action.value

          lifecycle {
            delete_after = rule.value.days
          }
        }
      }
    }
  }
}

resource "aws_backup_selection" "this" {
  name         = var.name
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn

  selection_tag {
    type  = "STRINGEQUALS"
    key   = "Backup"
    value = var.name
  }
}

resource "aws_iam_role" "this" {
  name = "${var.name}-backup"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "backup.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

# AWS's own policies for this one purpose. Restoring is none of this role's business: who restores takes on a role of his own (RUNBOOK.md).
resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(["service-role/AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForS3Backup"])

  role       = aws_iam_role.this.name
  policy_arn = "${local.policies}/${each.key}"
}
