# What it may cost in a month, by the tag that all resources of the environment have.

resource "aws_budgets_budget" "month" {
  name         = var.name
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.monthly_usd)
  limit_unit   = "USD"

  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:Deployment$%s", var.name)]
  }

  dynamic "notification" {
    for_each = [
      { type = "ACTUAL", percent = 50 },
      { type = "ACTUAL", percent = 80 },
      { type = "ACTUAL", percent = 100 },
      { type = "FORECASTED", percent = 100 },
    ]

    content {
      notification_type         = notification.value.type
      threshold                 = notification.value.percent
      threshold_type            = "PERCENTAGE"
      comparison_operator       = "GREATER_THAN"
      subscriber_sns_topic_arns = [var.notice_topic_arn]
    }
  }
}

# Tags count in bills once they are activated, which only the account that pays can do.
resource "aws_ce_cost_allocation_tag" "this" {
  for_each = var.activates_cost_tags ? toset(["Deployment", "Environment", "Project"]) : toset([])

  tag_key = each.key
  status  = "Active"
}
