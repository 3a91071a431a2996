mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "party-test"
  account_id  = "123456789012"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "defaults" {
  module {
    source = "./modules/backup"
  }

  assert {
    condition     = aws_backup_vault.this.kms_key_arn == var.kms_key_arn && !aws_backup_vault.this.force_destroy
    error_message = "Copies are encrypted by the key given, and a vault that holds some stays."
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].min_retention_days == 35 && aws_backup_vault_lock_configuration.this[0].max_retention_days == 35
    error_message = "Copies cannot be deleted before their time."
  }

  assert {
    condition     = [for rule in aws_backup_plan.this.rule : rule.rule_name] == ["daily"] && one(one(aws_backup_plan.this.rule).lifecycle).delete_after == 35 && length(one(aws_backup_plan.this.rule).copy_action) == 0
    error_message = "A copy each day, for 35 days, nowhere else."
  }

  assert {
    condition     = one(aws_backup_selection.this.selection_tag).key == "Backup" && one(aws_backup_selection.this.selection_tag).value == "party-test"
    error_message = "What carries the tag is copied."
  }

  assert {
    condition     = !strcontains(join(",", [for attachment in aws_iam_role_policy_attachment.this : attachment.policy_arn]), "Restore")
    error_message = "Who copies does not restore."
  }
}

run "copies_elsewhere" {
  module {
    source = "./modules/backup"
  }

  variables {
    monthly_days   = 400
    copy_vault_arn = "arn:aws:backup:eu-central-1:210987654321:backup-vault:elsewhere"
  }

  assert {
    condition     = alltrue([for rule in aws_backup_plan.this.rule : one(rule.copy_action).destination_vault_arn == var.copy_vault_arn && one(one(rule.copy_action).lifecycle).delete_after == one(rule.lifecycle).delete_after])
    error_message = "Each copy goes to the other vault, for as long."
  }

  assert {
    condition     = toset([for rule in aws_backup_plan.this.rule : rule.rule_name]) == toset(["daily", "monthly"]) && aws_backup_vault_lock_configuration.this[0].max_retention_days == 400
    error_message = "A month's first day is kept for longer."
  }
}

run "not_locked" {
  module {
    source = "./modules/backup"
  }

  variables {
    locked = false
  }

  assert {
    condition     = length(aws_backup_vault_lock_configuration.this) == 0 && aws_backup_vault.this.force_destroy
    error_message = "A trial can be removed."
  }
}
