mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                   = "party-test"
  vpc_id                 = "vpc-1"
  subnet_ids             = ["subnet-1", "subnet-2"]
  client_security_groups = { hub = "sg-hub" }
  kms_key_arn            = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "defaults" {
  module {
    source = "./modules/database"
  }

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.kms_key_id == var.kms_key_arn
    error_message = "Storage is encrypted by the key given."
  }

  assert {
    condition     = aws_rds_cluster.this.deletion_protection && !aws_rds_cluster.this.skip_final_snapshot && aws_rds_cluster.this.final_snapshot_identifier == "party-test-final"
    error_message = "A cluster is not deleted by accident, and leaves a snapshot behind."
  }

  assert {
    condition     = aws_rds_cluster.this.backup_retention_period == 35
    error_message = "Any second of the last 35 days can be restored."
  }

  assert {
    condition     = aws_rds_cluster.this.manage_master_user_password && aws_rds_cluster.this.master_password == null && aws_rds_cluster.this.master_user_secret_kms_key_id == var.kms_key_arn
    error_message = "The password is AWS's to make, not Terraform's to know."
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.password.rotation_rules[0].automatically_after_days == 30
    error_message = "The password rotates every 30 days."
  }

  assert {
    condition     = one([for parameter in aws_rds_cluster_parameter_group.this.parameter : parameter.value if parameter.name == "rds.force_ssl"]) == "1"
    error_message = "Connections without TLS are refused."
  }

  assert {
    condition     = one([for parameter in aws_rds_cluster_parameter_group.this.parameter : parameter.value if parameter.name == "log_parameter_max_length"]) == "0"
    error_message = "Values of statements, which may be personal, are not logged."
  }

  assert {
    condition     = length(aws_rds_cluster_instance.this) == 2 && alltrue([for instance in aws_rds_cluster_instance.this : !instance.publicly_accessible && instance.performance_insights_enabled && instance.monitoring_interval == 60])
    error_message = "A writer and a reader, not public, with performance insights."
  }

  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.client) == ["hub"] && aws_vpc_security_group_ingress_rule.client["hub"].from_port == 5432 && aws_vpc_security_group_ingress_rule.client["hub"].cidr_ipv4 == null
    error_message = "Only who is named connects."
  }

  assert {
    condition     = length(aws_rds_cluster.this.serverlessv2_scaling_configuration) == 0 && aws_rds_cluster_instance.this[0].instance_class == "db.r7g.large"
    error_message = "Instances are of a fixed class where no capacity is given."
  }
}

run "serverless" {
  module {
    source = "./modules/database"
  }

  variables {
    serverless_capacity = { min = 0.5, max = 4 }
    readers             = 0
  }

  assert {
    condition     = aws_rds_cluster_instance.this[0].instance_class == "db.serverless" && aws_rds_cluster.this.serverlessv2_scaling_configuration[0].min_capacity == 0.5 && length(aws_rds_cluster_instance.this) == 1
    error_message = "Instances grow and shrink within the capacity given."
  }
}

run "an_old_version_is_refused" {
  command = plan

  module {
    source = "./modules/database"
  }

  variables {
    engine_version = "14.9"
  }

  expect_failures = [var.engine_version]
}

run "no_backups_are_refused" {
  command = plan

  module {
    source = "./modules/database"
  }

  variables {
    backup_days = 0
  }

  expect_failures = [var.backup_days]
}
