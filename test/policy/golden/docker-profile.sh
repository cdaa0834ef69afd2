docker mcp profile tools "$PROFILE" --disable-all 'acme'
docker mcp profile tools "$PROFILE" \
  --enable 'acme.list_items' \
  --enable 'acme.create_item'
