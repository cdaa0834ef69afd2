copilot \
  --deny-tool='acme(purge_all)' \
  --allow-tool='acme(list_items)'
