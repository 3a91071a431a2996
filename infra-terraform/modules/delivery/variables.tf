variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "repository" {
  description = "Repository on GitHub whose workflows deploy, as OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository must be OWNER/NAME."
  }
}

variable "environment" {
  description = "Environment of the repository that jobs must name. Its rules (approval, branches) decide who deploys."
  type        = string
}

variable "creates_provider" {
  description = "Whether to make GitHub's identity provider: once in an account."
  type        = bool
}

variable "hub_repository_arn" {
  description = "Repository of the hub's images."
  type        = string
}

variable "task_role_arns" {
  description = "Roles that task definitions name."
  type        = list(string)
}

variable "service_arn" {
  description = "ARN of the ECS service."
  type        = string
}

variable "dashboard_bucket_arn" {
  description = "Bucket of the dashboard's pages."
  type        = string
}

variable "distribution_arn" {
  description = "Distribution of the dashboard's pages."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that the pages are encrypted by."
  type        = string
}

variable "codedeploy" {
  description = "Application and group of deployments from blue to green; null where they are rolling."
  type = object({
    app       = string
    app_arn   = string
    group     = string
    group_arn = string
  })
  default = null
}

variable "cluster_arn" {
  description = "The ECS cluster."
  type        = string
}

variable "migrate_task_family" {
  description = "Family of the task definition that brings the database's tables up to date."
  type        = string
}
