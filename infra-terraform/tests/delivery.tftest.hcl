mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                 = "party-test"
  repository           = "example/party-hub"
  environment          = "staging"
  creates_provider     = true
  hub_repository_arn   = "arn:aws:ecr:eu-west-1:123456789012:repository/party-test/hub"
  task_role_arns       = ["arn:aws:iam::123456789012:role/execution", "arn:aws:iam::123456789012:role/task"]
  cluster_arn          = "arn:aws:ecs:eu-west-1:123456789012:cluster/party-test"
  migrate_task_family  = "party-test-migrate"
  service_arn          = "arn:aws:ecs:eu-west-1:123456789012:service/party-test/party-test-hub"
  dashboard_bucket_arn = "arn:aws:s3:::pages"
  distribution_arn     = "arn:aws:cloudfront::123456789012:distribution/E0123456789"
  kms_key_arn          = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "role" {
  module {
    source = "./modules/delivery"
  }

  assert {
    condition = one([for statement in jsondecode(aws_iam_role_policy.deploy.policy).Statement : statement if try(statement.Sid, "") == "Migrate"]) == {
      Sid       = "Migrate"
      Effect    = "Allow"
      Action    = ["ecs:RunTask"]
      Resource  = ["arn:aws:ecs:eu-west-1:123456789012:task-definition/party-test-migrate:*"]
      Condition = { ArnEquals = { "ecs:cluster" = "arn:aws:ecs:eu-west-1:123456789012:cluster/party-test" } }
    }
    error_message = "A deployment runs the migration in the cluster, and no other task."
  }

  assert {
    condition = jsondecode(aws_iam_role.deploy.assume_role_policy).Statement[0].Condition == { StringEquals = {
      "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub" = "repo:example/party-hub:environment:staging"
    } }
    error_message = "One environment of one repository takes the role on, and nobody else."
  }

  assert {
    condition     = jsondecode(aws_iam_role.deploy.assume_role_policy).Statement[0].Principal.Federated == aws_iam_openid_connect_provider.github[0].arn
    error_message = "The tokens are GitHub's."
  }

  assert {
    condition     = join(" ", flatten([for statement in jsondecode(aws_iam_role_policy.deploy.policy).Statement : statement.Action if contains(statement.Resource, "*")])) == "ecr:GetAuthorizationToken ecs:DescribeTaskDefinition ecs:RegisterTaskDefinition"
    error_message = "Deployments touch what is theirs."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.deploy.policy).Statement : join(",", statement.Resource) if contains(statement.Action, "iam:PassRole")]) == join(",", var.task_role_arns)
    error_message = "Deployments hand on the roles of tasks, no others."
  }
}

run "a_provider_that_is_there" {
  module {
    source = "./modules/delivery"
  }

  variables {
    creates_provider = false
    codedeploy       = { app = "hub", app_arn = "arn:aws:codedeploy:eu-west-1:123456789012:application:hub", group = "hub", group_arn = "arn:aws:codedeploy:eu-west-1:123456789012:deploymentgroup:hub/hub" }
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0 && jsondecode(aws_iam_role.deploy.assume_role_policy).Statement[0].Principal.Federated == "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    error_message = "An account has one provider."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.deploy.policy).Statement : join(",", statement.Resource) if statement.Sid == "BlueGreen"]) == "arn:aws:codedeploy:eu-west-1:123456789012:application:hub,arn:aws:codedeploy:eu-west-1:123456789012:deploymentgroup:hub/hub"
    error_message = "Deployments from blue to green are those of the hub."
  }
}

run "any_repository_is_refused" {
  command = plan

  module {
    source = "./modules/delivery"
  }

  variables {
    repository = "*"
  }

  expect_failures = [var.repository]
}
