terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  # Bucket, region and key of the state are given at init: see README.md.
  backend "s3" {
    key          = "party-hub/staging.tfstate"
    encrypt      = true
    use_lockfile = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

# CloudFront takes certificates from there alone.
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  default_tags {
    tags = local.tags
  }
}

# By these the bill is told apart.
locals {
  tags = {
    Project     = "party-hub"
    Environment = "staging"
    Deployment  = "party-staging"
    ManagedBy   = "terraform"
  }
}
