variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "domain" {
  description = "Host name of the dashboard, such as dashboard.example.com."
  type        = string
}

variable "dns_zone_id" {
  description = "Public Route 53 zone of the host name."
  type        = string
}

variable "bucket_domain" {
  description = "Regional host name of the bucket with the pages."
  type        = string
}

variable "log_bucket_domain" {
  description = "Host name of the bucket for access logs."
  type        = string
}

variable "connect_origins" {
  description = "Origins that the pages may call, such as https://hub.example.com."
  type        = list(string)
}

variable "price_class" {
  description = "Where the pages are near: PriceClass_100 (Europe, North America; cheapest), PriceClass_200, PriceClass_All."
  type        = string
  default     = "PriceClass_100"
}

variable "web_acl_arn" {
  description = "Web ACL (WAF, us-east-1) in front of the pages; null for none."
  type        = string
  default     = null
}
