package mcp["acme"]

import rego.v1

tools := {
  "list_items": {
    "action": "allow"
  },
  "create_item": {
    "action": "ask"
  },
  "write_file": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      }
    ]
  },
  "run_sql": {
    "action": "ask",
    "rules": [
      {
        "argument": "sql",
        "required": true,
        "must": [
          "^[ \\t\\r\\n]*(?i:select|with|show|explain|describe|desc|values)\\b[^;]*;?[ \\t\\r\\n]*$"
        ],
        "never": [
          "\\b(?i:insert|update|delete|merge|upsert|replace|truncate|drop|create|alter|rename|comment|grant|revoke|set|reset|call|do|execute|exec|prepare|copy|load|import|into|outfile|dumpfile|attach|detach|install|pragma|vacuum|analyze|reindex|cluster|refresh|lock|listen|notify|kill|shutdown|begin|commit|rollback|use)\\b"
        ]
      }
    ]
  },
  "run_command": {
    "action": "ask",
    "rules": [
      {
        "argument": "command",
        "required": false,
        "must": [],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      }
    ]
  },
  "manage_item": {
    "action": "ask",
    "operations": [
      {
        "argument": "action",
        "otherwise": "deny",
        "values": {
          "get": "ask",
          "update": "ask",
          "delete": "deny"
        }
      }
    ]
  },
  "purge_all": {
    "action": "deny"
  },
  "refund": {
    "action": "ask"
  }
}

tool := tools[input.name]

value(name) := input.arguments[name] if input.arguments[name] != null

default decision := "deny"

decision := "deny" if {
	actions["deny"]
} else := "deny" if {
	some rule in object.get(tool, "rules", [])
	not passes(rule)
} else := "ask" if {
	actions["ask"]
} else := "allow" if {
	actions["allow"]
}

default allow := false

allow if decision == "allow"

actions contains tool.action

actions contains action if {
	some group in object.get(tool, "operations", [])
	action := operation(group)
}

named(group) if {
	given := value(group.argument)
	is_string(given)
	group.values[given]
}

operation(group) := group.values[value(group.argument)] if named(group)

operation(group) := group.otherwise if not named(group)

passes(rule) if {
	not rule.required
	not present(rule.argument)
}

passes(rule) if {
	given := value(rule.argument)
	is_number(given)
	given >= 0
	given <= rule.at_most
}

passes(rule) if {
	given := value(rule.argument)
	is_string(given)
	every pattern in rule.must { regex.match(pattern, given) }
	every pattern in rule.never { not regex.match(pattern, given) }
}

present(name) if input.arguments[name] != null
