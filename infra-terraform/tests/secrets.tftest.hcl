mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name          = "party-test"
  with_kafka    = true
  given_secrets = ["PARTY_WEBHOOK_SECRET"]
}

run "keys_and_secrets" {
  module {
    source = "./modules/secrets"
  }

  assert {
    condition     = alltrue([for key in aws_kms_key.this : key.enable_key_rotation && key.deletion_window_in_days == 30]) && join(",", keys(aws_kms_key.this)) == "data,store"
    error_message = "Keys rotate, and their deletion can be taken back for 30 days."
  }

  assert {
    condition     = [for statement in jsondecode(aws_kms_key.this["store"].policy).Statement : statement.Sid] == ["Account"]
    error_message = "No AWS service may use the key of the store."
  }

  assert {
    condition = alltrue([for statement in jsondecode(aws_kms_key.this["data"].policy).Statement :
    statement.Sid == "Account" || length(keys(lookup(statement, "Condition", {}))) > 0])
    error_message = "Services use the data key on behalf of this account alone."
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.kafka[0].rotation_rules[0].automatically_after_days == 30
    error_message = "The brokers' password rotates every 30 days."
  }

  assert {
    condition     = startswith(jsondecode(aws_cloudformation_stack.kafka[0].template_body).Resources.Secret.Properties.Name, "AmazonMSK_")
    error_message = "MSK takes secrets with its prefix alone."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.kafka[0].template_body).Resources.Secret.Properties.KmsKeyId == aws_kms_key.this["data"].arn
    error_message = "MSK takes secrets under a key of the account's own alone."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.rotation[0].template_body).Resources.Function.Properties.Code.ZipFile == file("./modules/secrets/rotation/index.py")
    error_message = "The function is the one that is tested."
  }

  assert {
    condition     = aws_secretsmanager_secret.given["PARTY_WEBHOOK_SECRET"].name == "party-test/PARTY_WEBHOOK_SECRET" && aws_secretsmanager_secret.given["PARTY_WEBHOOK_SECRET"].kms_key_id == aws_kms_key.this["data"].arn
    error_message = "Secrets that people give are encrypted by the data key."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.rotation[0].policy).Statement : statement.Resource != ["*"] || statement.Action == ["secretsmanager:GetRandomPassword"]])
    error_message = "The rotation touches its own secret alone."
  }
}

run "without_brokers" {
  module {
    source = "./modules/secrets"
  }

  variables {
    with_kafka = false
  }

  assert {
    condition     = length(aws_cloudformation_stack.kafka) + length(aws_cloudformation_stack.rotation) + length(aws_iam_role.rotation) == 0 && output.kafka_secret_arn == null
    error_message = "Without brokers there is no user of them."
  }
}
