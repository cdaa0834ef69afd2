package mcp["acme"]

import rego.v1

tools := {
  "__proto__": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [
          "^(?:/work/docs|/srv/a\\+b)(?:[/\\\\]|$)"
        ],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
      {
        "argument": "url",
        "required": true,
        "must": [
          "^https?://(?:api\\.acme\\.test|localhost:8080)(?:[/?#]|$)"
        ],
        "never": []
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ]
  },
  "constructor": {
    "action": "ask",
    "rules": [
      {
        "argument": "amount",
        "required": true,
        "at_most": 0
      },
      {
        "argument": "currency",
        "required": false,
        "must": [
          "^(?:FILL\\-IN)$"
        ],
        "never": []
      }
    ]
  },
  "toString": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [
          "^(?:/fill\\-in/folder)(?:[/\\\\]|$)"
        ],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:fill\\-in\\-command)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      }
    ]
  },
  "quo\"te": {
    "action": "ask",
    "rules": [
      {
        "argument": "command",
        "required": true,
        "must": [],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      }
    ]
  },
  "back\\slash": {
    "action": "ask"
  },
  "new\nline": {
    "action": "ask"
  },
  "dot.ted/slash": {
    "action": "ask",
    "rules": [
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:git status|ls)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "odd \"one\"": "ask"
        }
      }
    ]
  },
  "it's $(odd) `name`": {
    "action": "ask"
  },
  "fire🧨work": {
    "action": "allow"
  },
  "# comment": {
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
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ]
  },
  "a: b": {
    "action": "ask",
    "rules": [
      {
        "argument": "url",
        "required": true,
        "must": [
          "^https?://(?:fill\\-in\\.invalid)(?:[/?#]|$)"
        ],
        "never": []
      },
      {
        "argument": "to",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "odd \"one\"": "deny"
        }
      }
    ]
  },
  "#{y} {{z}} ${x}": {
    "action": "ask",
    "rules": [
      {
        "argument": "url",
        "required": true,
        "must": [
          "^https?://(?:api\\.acme\\.test|localhost:8080)(?:[/?#]|$)"
        ],
        "never": []
      },
      {
        "argument": "sql",
        "required": true,
        "must": [
          "^[ \\t\\r\\n]*(?i:select|with|show|explain|describe|desc|values)\\b[^;]*;?[ \\t\\r\\n]*$"
        ],
        "never": [
          "\\b(?i:insert|update|delete|merge|upsert|replace|truncate|drop|create|alter|rename|comment|grant|revoke|set|reset|call|do|execute|exec|prepare|copy|load|import|into|outfile|dumpfile|attach|detach|install|pragma|vacuum|analyze|reindex|cluster|refresh|lock|listen|notify|kill|shutdown|begin|commit|rollback|use)\\b"
        ]
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ]
  },
  "]]>--><b>": {
    "action": "allow"
  },
  "nul\u0000esc\u001b[31m": {
    "action": "ask",
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "delete": "ask",
          "pay": "ask",
          "odd \"one\"": "ask"
        }
      }
    ]
  },
  "\u202egnp.exe": {
    "action": "ask",
    "rules": [
      {
        "argument": "currency",
        "required": true,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "create": "ask",
          "delete": "ask"
        }
      }
    ]
  },
  "true": {
    "action": "allow",
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
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "allow",
        "values": {
          "get": "allow",
          "create": "allow",
          "pay": "deny",
          "odd \"one\"": "allow"
        }
      }
    ]
  },
  "007": {
    "action": "allow"
  },
  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": {
    "action": "ask",
    "rules": [
      {
        "argument": "url",
        "required": true,
        "must": [
          "^https?://(?:api\\.acme\\.test|localhost:8080)(?:[/?#]|$)"
        ],
        "never": []
      },
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:git status|ls)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      },
      {
        "argument": "amount",
        "required": true,
        "at_most": 500
      },
      {
        "argument": "currency",
        "required": false,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      }
    ]
  },
  "tool_19": {
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
  "tool_20": {
    "action": "ask",
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "delete": "ask",
          "odd \"one\"": "ask"
        }
      }
    ]
  },
  "tool_21": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [
          "^(?:/work/docs|/srv/a\\+b)(?:[/\\\\]|$)"
        ],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
      {
        "argument": "sql",
        "required": true,
        "must": [
          "^[ \\t\\r\\n]*(?i:select|with|show|explain|describe|desc|values)\\b[^;]*;?[ \\t\\r\\n]*$"
        ],
        "never": [
          "\\b(?i:insert|update|delete|merge|upsert|replace|truncate|drop|create|alter|rename|comment|grant|revoke|set|reset|call|do|execute|exec|prepare|copy|load|import|into|outfile|dumpfile|attach|detach|install|pragma|vacuum|analyze|reindex|cluster|refresh|lock|listen|notify|kill|shutdown|begin|commit|rollback|use)\\b"
        ]
      },
      {
        "argument": "currency",
        "required": true,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "delete": "ask"
        }
      }
    ]
  },
  "tool_22": {
    "action": "ask",
    "rules": [
      {
        "argument": "url",
        "required": true,
        "must": [
          "^https?://(?:fill\\-in\\.invalid)(?:[/?#]|$)"
        ],
        "never": []
      },
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:fill\\-in\\-command)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      }
    ]
  },
  "tool_23": {
    "action": "ask",
    "rules": [
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:git status|ls)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      },
      {
        "argument": "currency",
        "required": true,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "create": "ask",
          "pay": "ask"
        }
      }
    ]
  },
  "tool_24": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [
          "^(?:/work/docs|/srv/a\\+b)(?:[/\\\\]|$)"
        ],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
      {
        "argument": "url",
        "required": true,
        "must": [
          "^https?://(?:api\\.acme\\.test|localhost:8080)(?:[/?#]|$)"
        ],
        "never": []
      },
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
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "create": "ask",
          "delete": "ask",
          "pay": "ask",
          "odd \"one\"": "ask"
        }
      }
    ]
  },
  "tool_25": {
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
      },
      {
        "argument": "amount",
        "required": true,
        "at_most": 0
      }
    ]
  },
  "tool_26": {
    "action": "ask"
  },
  "tool_27": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [
          "^(?:/fill\\-in/folder)(?:[/\\\\]|$)"
        ],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      }
    ]
  },
  "tool_28": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [
          "^(?:/fill\\-in/folder)(?:[/\\\\]|$)"
        ],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
      {
        "argument": "sql",
        "required": true,
        "must": [
          "^[ \\t\\r\\n]*(?i:select|with|show|explain|describe|desc|values)\\b[^;]*;?[ \\t\\r\\n]*$"
        ],
        "never": [
          "\\b(?i:insert|update|delete|merge|upsert|replace|truncate|drop|create|alter|rename|comment|grant|revoke|set|reset|call|do|execute|exec|prepare|copy|load|import|into|outfile|dumpfile|attach|detach|install|pragma|vacuum|analyze|reindex|cluster|refresh|lock|listen|notify|kill|shutdown|begin|commit|rollback|use)\\b"
        ]
      },
      {
        "argument": "to",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      }
    ]
  },
  "tool_29": {
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
      },
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:git status|ls)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      },
      {
        "argument": "amount",
        "required": true,
        "at_most": 500
      },
      {
        "argument": "currency",
        "required": true,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      }
    ]
  },
  "tool_30": {
    "action": "ask",
    "rules": [
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:fill\\-in\\-command)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      },
      {
        "argument": "amount",
        "required": true,
        "at_most": 0
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "deny",
          "create": "ask"
        }
      }
    ]
  },
  "tool_31": {
    "action": "ask",
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "delete": "ask"
        }
      }
    ]
  },
  "tool_32": {
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
      },
      {
        "argument": "currency",
        "required": false,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ]
  },
  "tool_33": {
    "action": "allow",
    "rules": [
      {
        "argument": "amount",
        "required": true,
        "at_most": 500
      },
      {
        "argument": "currency",
        "required": false,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      }
    ]
  },
  "tool_34": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [
          "^(?:/fill\\-in/folder)(?:[/\\\\]|$)"
        ],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
      {
        "argument": "url",
        "required": true,
        "must": [
          "^https?://(?:fill\\-in\\.invalid)(?:[/?#]|$)"
        ],
        "never": []
      },
      {
        "argument": "currency",
        "required": false,
        "must": [
          "^(?:FILL\\-IN)$"
        ],
        "never": []
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      }
    ]
  },
  "tool_35": {
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
      },
      {
        "argument": "currency",
        "required": false,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ]
  },
  "tool_36": {
    "action": "allow"
  },
  "tool_37": {
    "action": "ask",
    "rules": [
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "deny",
        "values": {
          "get": "ask",
          "create": "ask",
          "pay": "ask",
          "odd \"one\"": "ask"
        }
      }
    ]
  },
  "tool_38": {
    "action": "deny"
  },
  "tool_39": {
    "action": "ask",
    "rules": [
      {
        "argument": "currency",
        "required": true,
        "must": [
          "^(?:EUR|USD)$"
        ],
        "never": []
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ]
  },
  "tool_40": {
    "action": "ask",
    "rules": [
      {
        "argument": "url",
        "required": true,
        "must": [
          "^https?://(?:fill\\-in\\.invalid)(?:[/?#]|$)"
        ],
        "never": []
      }
    ]
  },
  "tool_41": {
    "action": "allow",
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
      },
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:fill\\-in\\-command)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      }
    ]
  },
  "tool_42": {
    "action": "ask",
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "create": "ask",
          "delete": "ask",
          "pay": "ask",
          "odd \"one\"": "ask"
        }
      }
    ]
  },
  "tool_43": {
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
      },
      {
        "argument": "amount",
        "required": true,
        "at_most": 0
      },
      {
        "argument": "to",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      },
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      }
    ]
  },
  "tool_44": {
    "action": "allow",
    "rules": [
      {
        "argument": "to",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ]
  },
  "tool_45": {
    "action": "deny"
  },
  "tool_46": {
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
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "delete": "deny"
        }
      }
    ]
  },
  "tool_47": {
    "action": "allow",
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "create": "ask",
          "delete": "ask",
          "pay": "allow",
          "odd \"one\"": "allow"
        }
      }
    ]
  },
  "tool_48": {
    "action": "deny"
  },
  "tool_49": {
    "action": "allow",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
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
  "tool_50": {
    "action": "ask"
  },
  "tool_51": {
    "action": "allow",
    "rules": [
      {
        "argument": "channelId",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ]
  },
  "tool_52": {
    "action": "ask",
    "rules": [
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:fill\\-in\\-command)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      },
      {
        "argument": "amount",
        "required": true,
        "at_most": 0
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "deny",
        "values": {
          "get": "ask",
          "create": "ask",
          "delete": "ask"
        }
      }
    ]
  },
  "tool_53": {
    "action": "ask",
    "rules": [
      {
        "argument": "to",
        "required": true,
        "must": [
          "^(?:a@acme\\.test)$"
        ],
        "never": []
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "ask",
          "delete": "ask",
          "pay": "ask",
          "odd \"one\"": "ask"
        }
      }
    ]
  },
  "tool_54": {
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
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "deny",
        "values": {
          "get": "ask",
          "delete": "ask",
          "pay": "ask",
          "odd \"one\"": "ask"
        }
      }
    ]
  },
  "tool_55": {
    "action": "ask",
    "rules": [
      {
        "argument": "command",
        "required": true,
        "must": [
          "^(?:fill\\-in\\-command)(?: |$)"
        ],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "deny",
        "values": {
          "get": "ask",
          "pay": "ask"
        }
      }
    ]
  },
  "tool_56": {
    "action": "allow",
    "rules": [
      {
        "argument": "path",
        "required": true,
        "must": [
          "^(?:/work/docs|/srv/a\\+b)(?:[/\\\\]|$)"
        ],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      }
    ]
  },
  "tool_57": {
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
      },
      {
        "argument": "currency",
        "required": false,
        "must": [
          "^(?:FILL\\-IN)$"
        ],
        "never": []
      },
      {
        "argument": "to",
        "required": true,
        "must": [
          "^(?:fill\\-in@recipient\\.invalid)$"
        ],
        "never": []
      }
    ],
    "operations": [
      {
        "argument": "action",
        "otherwise": "ask",
        "values": {
          "get": "deny"
        }
      },
      {
        "argument": "mode",
        "otherwise": "ask",
        "values": {
          "create": "ask",
          "delete": "ask"
        }
      }
    ]
  },
  "tool_58": {
    "action": "allow",
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
  "tool_59": {
    "action": "ask",
    "rules": [
      {
        "argument": "path",
        "required": false,
        "must": [],
        "never": [
          "(^|[/\\\\])\\.\\.([/\\\\]|$)"
        ]
      },
      {
        "argument": "command",
        "required": true,
        "must": [],
        "never": [
          "[;&|<>$`()\\\\\\n\\r]"
        ]
      }
    ]
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
