# The role of deployments: taken on by workflows of one repository for one environment, without a secret (OpenID Connect). It pushes images,
# puts new versions into service, and publishes the dashboard; it changes no infrastructure.

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  account  = data.aws_caller_identity.here.account_id
  arn      = "arn:${data.aws_partition.here.partition}"
  issuer   = "token.actions.githubusercontent.com"
  provider = var.creates_provider ? one(aws_iam_openid_connect_provider.github[*].arn) : "${local.arn}:iam::${local.account}:oidc-provider/${local.issuer}"
}

# One for each account.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.creates_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "deploy" {
  name                 = "${var.name}-deploy"
  description          = "Deployments of ${var.repository} to its environment ${var.environment}"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Principal = { Federated = local.provider }
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "repo:${var.repository}:environment:${var.environment}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "deploy" {
  name = "deploy"
  role = aws_iam_role.deploy.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "ImageLogin"
          Effect   = "Allow"
          Action   = ["ecr:GetAuthorizationToken"]
          Resource = ["*"] # the action has no resource
        },
        {
          Sid    = "PushImages"
          Effect = "Allow"
          Action = [
            "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload",
            "ecr:PutImage", "ecr:UploadLayerPart",
          ]
          Resource = [var.hub_repository_arn]
        },
        {
          Sid      = "TaskDefinitions"
          Effect   = "Allow"
          Action   = ["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"]
          Resource = ["*"] # the service knows no resources for looking at task definitions, and a new one has no name yet
        },
        {
          Sid       = "Migrate"
          Effect    = "Allow"
          Action    = ["ecs:RunTask"]
          Resource  = ["${local.arn}:ecs:${data.aws_region.here.name}:${local.account}:task-definition/${var.migrate_task_family}:*"]
          Condition = { ArnEquals = { "ecs:cluster" = var.cluster_arn } }
        },
        {
          Sid      = "LookAtMigration"
          Effect   = "Allow"
          Action   = ["ecs:DescribeTasks"]
          Resource = ["${replace(var.cluster_arn, ":cluster/", ":task/")}/*"]
        },
        {
          Sid       = "RolesOfTasks"
          Effect    = "Allow"
          Action    = ["iam:PassRole"]
          Resource  = var.task_role_arns
          Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
        },
        {
          Sid      = "Service"
          Effect   = "Allow"
          Action   = ["ecs:DescribeServices", "ecs:UpdateService"]
          Resource = [var.service_arn]
        },
        {
          Sid      = "PublishPages"
          Effect   = "Allow"
          Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
          Resource = ["${var.dashboard_bucket_arn}/*"]
        },
        {
          Sid      = "ListPages"
          Effect   = "Allow"
          Action   = ["s3:ListBucket"]
          Resource = [var.dashboard_bucket_arn]
        },
        {
          Sid       = "PagesKey"
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource  = [var.kms_key_arn]
          Condition = { StringEquals = { "kms:ViaService" = "s3.${data.aws_region.here.name}.amazonaws.com" } }
        },
        {
          Sid      = "FreshPages"
          Effect   = "Allow"
          Action   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
          Resource = [var.distribution_arn]
        },
      ],
      [for statement in [
        {
          Sid    = "BlueGreen"
          Effect = "Allow"
          Action = [
            "codedeploy:CreateDeployment", "codedeploy:GetApplication", "codedeploy:GetApplicationRevision", "codedeploy:GetDeployment", "codedeploy:GetDeploymentGroup",
            "codedeploy:RegisterApplicationRevision", "codedeploy:StopDeployment",
          ]
          Resource = [try(var.codedeploy.app_arn, ""), try(var.codedeploy.group_arn, "")]
        },
        {
          Sid      = "BlueGreenPace"
          Effect   = "Allow"
          Action   = ["codedeploy:GetDeploymentConfig"]
          Resource = ["${local.arn}:codedeploy:${data.aws_region.here.name}:${local.account}:deploymentconfig:CodeDeployDefault.ECSCanary10Percent5Minutes"]
        },
      ] : statement if var.codedeploy != null],
    )
  })
}
