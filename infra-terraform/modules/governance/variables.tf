variable "name" {
  description = "Begins the names of all resources, such as party-prod; the value of the tag Deployment."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that the golden zone is encrypted by."
  type        = string
}

variable "golden_bucket" {
  description = "Name of the bucket of the golden zone."
  type        = string
}

variable "golden_bucket_arn" {
  description = "ARN of the bucket of the golden zone."
  type        = string
}

variable "golden_prefix" {
  description = "What keys of the golden zone begin with, ending in a slash."
  type        = string
}

variable "format" {
  description = "Format of the golden zone, as its sink says: jsonl or parquet."
  type        = string

  validation {
    condition     = contains(["jsonl", "parquet"], var.format)
    error_message = "format must be jsonl or parquet."
  }
}

variable "masked_columns" {
  description = "Columns that analysts do not see."
  type        = list(string)
  default = [
    "name_full", "name_given", "name_middle", "name_family", "name_alias", "date_birth", "address_full", "address_house", "address_street", "address_unit",
    "address_postcode", "phone", "email", "employer", "other_attributes", "lineage", "identifier_bic", "identifier_driving_licence", "identifier_iban", "identifier_national_id",
    "identifier_other", "identifier_passport", "identifier_registration", "identifier_ssn", "identifier_tax", "identifier_vat",
  ]
}

variable "administrator_arns" {
  description = "Who administers Lake Formation in the account; whoever applies this must be among them."
  type        = list(string)

  validation {
    condition     = length(var.administrator_arns) > 0
    error_message = "administrator_arns must name somebody, or nobody could grant anything."
  }
}

variable "analyst_role_arns" {
  description = "Roles that read the golden zone without what is personal."
  type        = list(string)
  default     = []
}

variable "steward_role_arns" {
  description = "Roles that read all columns of the golden zone."
  type        = list(string)
  default     = []
}

variable "monthly_usd" {
  description = "What a month may cost in US dollars."
  type        = number
}

variable "notice_topic_arn" {
  description = "Topic that is told of costs."
  type        = string
}

variable "activates_cost_tags" {
  description = "Whether to activate the tags in the bill: in the account that pays alone."
  type        = bool
  default     = false
}
