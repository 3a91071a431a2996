mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                   = "party-test"
  vpc_id                 = "vpc-1"
  subnet_ids             = ["subnet-1", "subnet-2", "subnet-3"]
  client_security_groups = { hub = "sg-hub" }
  kms_key_arn            = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  hub_secret_arn         = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:AmazonMSK_hub-abcdef"
}

run "brokers" {
  module {
    source = "./modules/streaming"
  }

  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS" && aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].in_cluster
    error_message = "Nothing is said in the clear, neither to brokers nor between them."
  }

  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_at_rest_kms_key_arn == var.kms_key_arn
    error_message = "Disks are encrypted by the key given."
  }

  assert {
    condition     = !aws_msk_cluster.this.client_authentication[0].unauthenticated && aws_msk_cluster.this.client_authentication[0].sasl[0].scram && aws_msk_cluster.this.client_authentication[0].sasl[0].iam
    error_message = "Nobody is let in without saying who."
  }

  assert {
    condition     = aws_msk_cluster.this.broker_node_group_info[0].connectivity_info[0].public_access[0].type == "DISABLED"
    error_message = "Brokers have no public addresses."
  }

  assert {
    condition     = aws_msk_cluster.this.logging_info[0].broker_logs[0].cloudwatch_logs[0].enabled && aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn
    error_message = "Brokers' logs are kept, encrypted."
  }

  assert {
    condition     = aws_msk_cluster.this.number_of_broker_nodes == 3 && strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=2") && strcontains(aws_msk_configuration.this.server_properties, "default.replication.factor=3")
    error_message = "What is acknowledged survives the loss of a broker."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.scram["hub"].from_port == 9096 && length(aws_vpc_security_group_ingress_rule.iam) == 0
    error_message = "The hub comes in by SCRAM over TLS, and nobody else."
  }

  assert {
    condition     = jsondecode(aws_secretsmanager_secret_policy.hub.policy).Statement[0].Principal == { Service = "kafka.amazonaws.com" }
    error_message = "The brokers read the secret."
  }
}

run "two_zones" {
  module {
    source = "./modules/streaming"
  }

  variables {
    subnet_ids = ["subnet-1", "subnet-2"]
  }

  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=1") && strcontains(aws_msk_configuration.this.server_properties, "default.replication.factor=2")
    error_message = "Two brokers hold two replicas, one of which may be gone."
  }
}

run "one_zone_is_refused" {
  command = plan

  module {
    source = "./modules/streaming"
  }

  variables {
    subnet_ids = ["subnet-1"]
  }

  expect_failures = [var.subnet_ids]
}
